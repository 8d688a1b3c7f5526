// The chat page: a socket that comes back, and a list of messages that shows each one once.
"use strict";

const $ = (selector) => document.querySelector(selector);
const page = $("#chat");
const role = page.dataset.role;

let room = page.dataset.room; // user id, or email on the open pages
let socket = null;
let ready = false; // between "connected" and the end of the socket
let attempts = 0;
let retryAfter = 0; // milliseconds that the last error asked for
let lastId = -1; // we have this message and all before it, ids have no gaps; -1: not known yet
const unsent = new Map(); // client_id -> text: on its way, or waiting for a connection
const unread = new Set(); // ids on the screen that the other side may be told about

// -- the connection

function connect() {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const path = page.dataset.path.replace("{room}", encodeURIComponent(room));
  show("Connecting…");
  socket = new WebSocket(`${scheme}//${location.host}${path}`);
  socket.onmessage = (event) => {
    const frame = JSON.parse(event.data);
    handlers[frame.type]?.(frame);
  };
  socket.onclose = (event) => {
    ready = false;
    if (event.code === 4401) location.href = "/login/";
    else if (event.code === 4403 || event.code === 4404) show("Refused");
    else retry(event.code === 4429 || event.code === 4503 ? retryAfter : 0);
  };
}

let retryTimer = 0;

function retry(atLeast) {
  // Each attempt waits up to twice as long as the one before, but never exactly as long as
  // everybody else: after a restart all the browsers would come back at the same instant.
  const delay = atLeast + Math.random() * Math.min(30_000, 500 * 2 ** attempts);
  attempts += 1;
  show(`Connection lost. Next try in ${Math.ceil(delay / 1000)} s`);
  retryTimer = setTimeout(connect, delay);
}

addEventListener("online", () => {
  if (socket?.readyState !== WebSocket.CLOSED) return;
  clearTimeout(retryTimer);
  connect();
});

function send(frame) {
  // What goes into a socket that is not open is lost without an error.
  if (ready && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}

function sendUnsent() {
  // The server knows a message by its client_id, so sending it again does not store it again.
  for (const [client_id, text] of unsent) send({ type: "message", text, client_id });
}

// -- frames from the server

const handlers = {
  connected(frame) {
    ready = true;
    show("Connected");
    $("#error").textContent = "";
    if (role === "admin") enterRoom(frame.room);
    if (lastId >= 0) send({ type: "history", after: lastId }); // whatever we missed
    sendUnsent();
    sendRead();
  },
  history(frame) {
    attempts = 0; // not sooner: a server that lets us in and then fails would be asked for ever
    frame.messages.forEach(addMessage);
    const [first, last] = [frame.messages.at(0)?.id, frame.messages.at(-1)?.id];
    // The newest page may begin after a gap; what is in it follows when we have asked for it.
    const follows = frame.page === "after" || (frame.page === "newest" && !isGap(first));
    if (follows) lastId = Math.max(lastId, last ?? 0);
    if (frame.more) send({ type: "history", after: last });
  },
  message(frame) {
    const { id } = frame.message;
    addMessage(frame.message);
    // One before it is on its way, or the layer has lost it, which it does without a word.
    if (isGap(id)) send({ type: "history", after: lastId });
    else lastId = Math.max(lastId, id);
    $("#typing").textContent = "";
  },
  typing(frame) {
    $("#typing").textContent = `${frame.email} is typing…`;
    clearTimeout(handlers.typing.timer);
    handlers.typing.timer = setTimeout(() => ($("#typing").textContent = ""), 3000);
  },
  read(frame) {
    frame.ids.forEach(showRead);
  },
  presence(frame) {
    frame.users.forEach(setPresence);
  },
  notice(frame) {
    append("notice", frame.text);
  },
  error(frame) {
    $("#error").textContent = frame.message;
    if (!frame.retry_after) return;
    retryAfter = frame.retry_after * 1000;
    clearTimeout(handlers.error.timer);
    handlers.error.timer = setTimeout(sendUnsent, retryAfter);
  },
};

// -- messages

function isGap(id) {
  return lastId >= 0 && id > lastId + 1;
}

function addMessage(message) {
  unsent.delete(message.client_id);
  document.getElementById(`sending-${message.client_id}`)?.remove();
  if (message.read_at) showRead(message.id);
  if (document.getElementById(`message-${message.id}`)) return; // history and push may overlap

  const mine = message.role === role;
  const item = append(mine ? "mine" : "theirs", message.text, message.id);
  item.id = `message-${message.id}`;
  item.append(element("time", timeOfDay(message.sent_at)));
  if (mine) item.append(element("span", message.read_at ? "Read" : "Sent", "receipt"));
  else if (!message.read_at) unread.add(message.id);
  sendRead();
}

function showRead(id) {
  const receipt = $(`#message-${id} .receipt`);
  if (receipt) receipt.textContent = "Read";
}

function append(className, text, id = Infinity) {
  const item = element("li", "", className);
  item.append(element("p", text));
  item.dataset.order = id;
  // Usually the end; a message caught up after a pause may belong before newer ones.
  const next = [...$("#messages").children].find((other) => Number(other.dataset.order) > id);
  $("#messages").insertBefore(item, next ?? null);
  $("#messages").scrollTop = $("#messages").scrollHeight;
  return item;
}

function element(name, text, className = "") {
  const node = document.createElement(name);
  node.textContent = text; // text, never HTML: it was written by somebody else
  node.className = className;
  return node;
}

function timeOfDay(isoTime) {
  return new Date(isoTime).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

let readTimer = 0;

function sendRead() {
  if (!unread.size || document.hidden) return;
  clearTimeout(readTimer);
  readTimer = setTimeout(() => {
    if (!ready) return; // kept for later
    send({ type: "read", ids: [...unread].slice(0, 200) });
    unread.clear();
  }, 300);
}

document.addEventListener("visibilitychange", sendRead);

// -- what the person does

$("#compose").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("#text").value.trim();
  if (!text) return;
  const client_id = newId();
  unsent.set(client_id, text);
  const item = append("mine", text);
  item.id = `sending-${client_id}`;
  item.append(element("span", "Sending…", "receipt"));
  send({ type: "message", text, client_id });
  $("#text").value = "";
});

let typedAt = 0;

$("#text").addEventListener("input", () => {
  if (Date.now() - typedAt < 2000) return;
  typedAt = Date.now();
  send({ type: "typing" });
});

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// -- rooms and presence

$("#rooms")?.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) send({ type: "switch_room", room: Number(button.dataset.room) });
});

const online = new Set(); // user ids
let partner = null;

function enterRoom({ user, email }) {
  if (partner !== null && partner !== user) {
    $("#messages").replaceChildren();
    unsent.clear();
    unread.clear();
    lastId = -1;
  }
  partner = user;
  $("#partner").textContent = email;
  if ($("#rooms")) room = String(user); // where to come back to after a reconnect
  for (const button of document.querySelectorAll("#rooms button")) {
    button.setAttribute("aria-current", String(button.dataset.room === room));
  }
  showPartnerPresence();
}

function setPresence({ user, email, online: isOnline }) {
  if (isOnline) online.add(user);
  else online.delete(user);
  if ($("#rooms")) roomButton(user, email).lastChild.textContent = isOnline ? "online" : "offline";
  showPartnerPresence();
}

function roomButton(user, email) {
  const known = $(`#rooms button[data-room="${user}"]`);
  if (known) return known;
  const button = element("button", `${email} `); // their first visit since the page was loaded
  button.dataset.room = user;
  button.append(element("span", "", "presence"));
  const item = element("li", "");
  item.append(button);
  $("#rooms").append(item);
  return button;
}

function showPartnerPresence() {
  const there = role === "admin" ? online.has(partner) : online.size > 0;
  $("#partner-presence").textContent = there ? "online" : "offline";
}

function show(status) {
  $("#status").textContent = status;
  $("#status").dataset.ready = ready;
}

if (room) connect();
else show("No conversations yet");
