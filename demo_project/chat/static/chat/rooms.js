// The staff's list of rooms: the latest first, with what is unread and who is online.
import { $, element, shortTime } from "./dom.js";

const list = $("#rooms"); // null on the page of a user
const keyName = $("#chat").dataset.key; // what a room is called: "user" (its id) or "email"
const rooms = new Map(); // key -> { user, email, name, unread, last_at }
const refused = new Set(); // keys of rooms that are another admin's

let current = ""; // the key of the room on the screen
let isReading = () => false; // whether what arrives there is read at once
let isOnline = () => undefined; // of a user: true, false, or undefined if we cannot know
let marks = () => ""; // what else there is to say about a room, in a word

export const keyOf = (room) => String(room[keyName]);
export const get = (key) => rooms.get(key);
export const unreadIn = (room) => (keyOf(room) === current && isReading() ? 0 : room.unread);
export const totalUnread = () => [...rooms.values()].reduce((sum, r) => sum + unreadIn(r), 0);

export function begin(options) {
  ({ isReading, isOnline, marks } = options);
  list?.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) options.open(button.dataset.room);
  });
  list?.addEventListener("keydown", moveFocus);
}

function moveFocus(event) {
  const buttons = [...list.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  const ways = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1 };
  const to = { ...ways, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  buttons[Math.max(0, Math.min(to, buttons.length - 1))].focus();
}

export function update(changed) {
  for (const room of changed) {
    refused.delete(keyOf(room));
    rooms.set(keyOf(room), { unread: 0, last_at: null, ...rooms.get(keyOf(room)), ...room });
  }
  show();
}

// A user who is online may be here for the first time; or may be another admin's.
export function meet({ user, email, name }) {
  const key = keyOf({ user, email });
  if (!rooms.has(key) && !refused.has(key)) update([{ user, email, name }]);
}

export function forget(key) {
  refused.add(key);
  rooms.delete(key);
  show();
}

export function select(key) {
  current = key;
  show();
  const button = list?.querySelector("[aria-current=true]");
  button?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

// -- the buttons

export function show() {
  if (!list) return;
  const focused = document.activeElement;
  const items = sorted().map((room) => itemOf(room));
  for (const item of [...list.children]) if (!items.includes(item)) item.remove();
  // Only what is not in its place is moved: a button that is moved loses the focus.
  items.forEach((item, at) => {
    if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null);
  });
  if (focused !== document.activeElement && list.contains(focused)) focused.focus();
}

function sorted() {
  const latestFirst = (a, b) => (b.last_at ?? "").localeCompare(a.last_at ?? "");
  return [...rooms.values()].sort((a, b) => latestFirst(a, b) || a.email.localeCompare(b.email));
}

function itemOf(room) {
  const key = keyOf(room);
  const known = [...list.children].find((other) => other.firstChild.dataset.room === key);
  const item = known ?? newItem(key);
  const button = item.firstChild;
  button.setAttribute("aria-current", String(key === current));
  button.dataset.unread = unreadIn(room);
  const [dot, name, time, email, mark] = button.children;
  setDot(dot, isOnline(room.user));
  name.textContent = room.name;
  time.textContent = room.last_at ? shortTime(room.last_at) : "";
  email.textContent = room.email;
  const unread = unreadIn(room);
  mark.className = unread ? "unread" : "mark";
  mark.replaceChildren(unread ? String(unread) : marks(key));
  if (unread) mark.append(element("span", " unread", "visually-hidden"));
  return item;
}

function newItem(key) {
  const item = element("li");
  const button = element("button");
  button.type = "button";
  button.dataset.room = key;
  const parts = ["dot", "name", "when", "email", "mark"];
  button.append(...parts.map((part) => element("span", "", part)));
  item.append(button);
  return item;
}

// A dot, and the word for those who do not see it. Nothing while we cannot know.
export function setDot(node, online) {
  node.className = "dot";
  node.hidden = online === undefined;
  node.dataset.online = online;
  node.replaceChildren(element("span", online ? "online " : "offline ", "visually-hidden"));
}
