// The messages of one room on the screen: each once, in order, with days and names.
import { $, dayOf, element, paragraph, timeOf } from "./dom.js";

const list = $("#messages");
const scroller = $("#scroller");
const newer = $("#newer");
const NEAR_THE_END = 40; // pixels
const PAUSE = 5 * 60_000; // milliseconds after which a name is repeated

let isAtEnd = true; // whether the reader follows, or has scrolled up
let missed = 0; // messages that came while they read above

export const isFollowing = () => isAtEnd;

// All changes pass here. Whoever is at the end stays there, once everything is in place;
// whoever reads above keeps their place, whatever is put in before it.
export function change(edit) {
  const place = isAtEnd ? null : currentPlace();
  edit();
  arrange();
  if (isAtEnd) scrollToEnd();
  else if (place?.item.isConnected) {
    scroller.scrollTop += bottomOf(place.item) - place.bottom;
  }
}

function currentPlace() {
  const top = scroller.getBoundingClientRect().top;
  const item = messages().find((other) => bottomOf(other) > top);
  return item && { item, bottom: bottomOf(item) }; // not its top: it may lose its name
}

const bottomOf = (item) => item.getBoundingClientRect().bottom;

const messages = () => [...list.querySelectorAll(".message")];

export function scrollToEnd() {
  isAtEnd = true;
  scroller.scrollTop = scroller.scrollHeight;
  showMissed(0);
}

let height = 0; // of the scroller, when it was seen last

scroller.addEventListener("scroll", () => {
  if (scroller.clientHeight !== height) return; // it got lower, the reader did not scroll
  const below = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
  isAtEnd = below < NEAR_THE_END;
  if (isAtEnd) showMissed(0);
});

// It gets lower when an error or a second line of the message needs room. An event of an earlier
// scroll may come before this and would find the end out of sight.
new ResizeObserver(() => {
  height = scroller.clientHeight;
  if (isAtEnd) scrollToEnd();
}).observe(scroller);

newer.addEventListener("click", () => {
  scrollToEnd();
  $("#text").focus();
});

function showMissed(count) {
  missed = count;
  newer.hidden = !count;
  newer.textContent = `↓ ${count} new message${count === 1 ? "" : "s"}`;
}

// -- what is in it

export function clear() {
  list.replaceChildren();
  scrollToEnd();
}

export function has(id) {
  return Boolean(document.getElementById(`message-${id}`));
}

// The number of the oldest message on the screen; undefined if there is none.
export function firstId() {
  const item = list.querySelector("[id^=message-]");
  return item ? Number(item.dataset.order) : undefined;
}

// Add what is not there yet, and take away the bubbles that waited for it. `describe` says of
// a message: which `side` it is on ("mine" or "theirs"), and whether it is our `own`.
export function add(added, describe) {
  change(() => {
    for (const message of added) {
      document.getElementById(`sending-${message.client_id}`)?.remove();
      if (message.read_at) showRead(message.id);
      if (!has(message.id)) insert(message.id, bubble(message, describe(message)));
    }
  });
}

function bubble(message, { side, own }) {
  const item = element("li", "", `message ${side}${own ? " own" : ""}`);
  item.id = `message-${message.id}`;
  item.dataset.at = message.sent_at;
  item.dataset.sender = message.sender;
  const meta = element("span", "", "meta");
  meta.append(timeOf(message.sent_at));
  if (side === "mine") meta.append(receipt(message.read_at ? "Read" : "Sent"));
  item.append(element("span", own ? "You" : message.name, "sender"), paragraph(message.text), meta);
  return item;
}

export function addPending(clientId, text, sender) {
  const item = element("li", "", "message mine own pending");
  item.id = `sending-${clientId}`;
  item.dataset.at = new Date().toISOString();
  item.dataset.sender = sender;
  const meta = element("span", "", "meta");
  meta.append(receipt("Sending…"));
  item.append(element("span", "You", "sender"), paragraph(text), meta);
  change(() => insert(Infinity, item));
}

// What will never be sent: say why, and let the person have the text back if that helps.
export function showFailed(clientId, reason, edit) {
  const item = document.getElementById(`sending-${clientId}`);
  change(() => {
    item.classList.replace("pending", "failed");
    item.querySelector(".meta").replaceChildren(receipt(`Not sent. ${reason}`));
    if (edit) item.querySelector(".meta").append(" ", editButton(item, edit));
  });
}

function editButton(item, edit) {
  const button = element("button", "Edit", "quiet");
  button.type = "button";
  button.addEventListener("click", () => {
    change(() => item.remove());
    edit();
  });
  return button;
}

export function addNotice(text) {
  const item = element("li", "", "message notice");
  const at = new Date().toISOString();
  item.dataset.at = at;
  item.dataset.sender = "";
  const meta = element("span", "", "meta");
  meta.append(timeOf(at));
  item.append(paragraph(text), meta);
  // It has no number: it stays behind what was there when it came.
  const orders = messages().map((other) => Number(other.dataset.order)).filter(Number.isFinite);
  change(() => insert(Math.floor(orders.at(-1) ?? 0) + 0.5, item));
}

function insert(order, item) {
  item.dataset.order = order;
  // Usually the end; a message caught up after a pause may belong before newer ones.
  const next = messages().find((other) => Number(other.dataset.order) > order);
  list.insertBefore(item, next ?? null);
}

export function countMissed() {
  if (!isAtEnd) showMissed(missed + 1);
}

// -- receipts

const MARKS = { Sent: "✓", Read: "✓✓" };

function receipt(state) {
  const node = element("span", "", "receipt");
  setReceipt(node, state);
  return node;
}

function setReceipt(node, state) {
  const mark = element("span", MARKS[state] ?? "", "mark");
  mark.setAttribute("aria-hidden", "true");
  node.dataset.state = state;
  node.replaceChildren(mark, " ", state);
}

export function showRead(id) {
  const node = $(`#message-${id} .receipt`);
  if (node) setReceipt(node, "Read");
}

// -- days and names

function arrange() {
  for (const line of list.querySelectorAll(".day")) line.remove();
  let day, previous;
  for (const item of messages()) {
    const { at, sender } = item.dataset;
    const isNewDay = dayOf(at) !== day;
    if (isNewDay) item.before(element("li", (day = dayOf(at)), "day"));
    const follows = sender === previous?.sender && new Date(at) - new Date(previous.at) < PAUSE;
    item.classList.toggle("follows", follows && !isNewDay);
    previous = item.dataset;
  }
}
