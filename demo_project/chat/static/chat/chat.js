// The chat page: a socket that comes back, what is sent over it, and what the person does. What
// is on the screen is in thread.js (the messages of one room), rooms.js (the list of rooms) and
// signs.js (the small signs around them).
import { $ } from "./dom.js";
import * as rooms from "./rooms.js";
import { announce, clearError, clearPassingError, fit, focusText } from "./signs.js";
import { setText, showError, showStatus, showTyping } from "./signs.js";
import * as thread from "./thread.js";

const ERROR_SHOWN = 10_000; // milliseconds
const page = $("#chat").dataset;
const { role } = page;
const isAdmin = role === "admin";
const title = document.title;

let room = page.room; // on the screen: the user's id, or the email on the open pages
let entered = null; // the room that the server has put us in; null without a connection
let me = ""; // our email
let socket = null;
let attempts = 0;
let retryAfter = 0; // milliseconds that the last error asked for
let lastId = -1; // we have this message and all before it, ids have no gaps; -1: not known yet
const unsent = new Map(); // client_id -> { room, text }: on its way, or waiting for a connection
const drafts = new Map(); // room -> what is written there and not sent
const unread = new Set(); // ids on the screen that the other side may be told about
const told = new Set(); // ids that it has been told about, as far as we know

// -- the connection

function connect() {
  clearInterval(retryTimer);
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const path = page.path.replace("{room}", encodeURIComponent(room));
  showStatus("Connecting…");
  askedFor = room;
  socket = new WebSocket(`${scheme}//${location.host}${path}`);
  socket.onmessage = (event) => {
    const frame = JSON.parse(event.data);
    // What comes of a room that the person has left already is not for the one on the screen.
    if (entered === room || OF_NO_ROOM.includes(frame.type)) handlers[frame.type]?.(frame);
  };
  socket.onclose = (event) => {
    entered = online = null;
    showTyping("");
    showPresence();
    if (event.code === 4401) location.href = "/login/";
    else if ([4400, 4403, 4404].includes(event.code)) refuse();
    else retry(event.code === 4429 || event.code === 4503 ? retryAfter : 0);
  };
}

let retryTimer = 0;

function retry(atLeast) {
  // Each attempt waits up to twice as long as the one before, but never exactly as long as
  // everybody else: after a restart all the browsers would come back at the same instant.
  const delay = atLeast + Math.random() * Math.min(30_000, 500 * 2 ** attempts);
  attempts += 1;
  const end = performance.now() + delay;
  const countDown = () => {
    const left = end - performance.now();
    if (left > 0) showStatus("Connection lost.", { wait: Math.ceil(left / 1000) });
    else connect();
  };
  clearInterval(retryTimer);
  retryTimer = setInterval(countDown, 200);
  countDown();
}

function connectNow() {
  if (socket?.readyState === WebSocket.CLOSED) connect();
}

addEventListener("online", connectNow);
$("#retry").addEventListener("click", () => {
  connectNow();
  $("#text").focus(); // the button goes
});

function refuse() {
  showStatus("Refused");
  showError($("#error").textContent || "The server refuses this conversation.");
  [...unsent.keys()].forEach((client_id) => giveUp(client_id));
  $("#compose fieldset").disabled = true;
  $("#text").placeholder = "You cannot write here.";
}

function send(frame) {
  // What goes into a socket that is not open is lost without an error.
  if (entered === room && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}

function sendUnsent() {
  // The server knows a message by its client_id, so sending it again does not store it again.
  for (const [client_id, message] of unsent) {
    if (message.room === room) send({ type: "message", text: message.text, client_id });
  }
}

function askAgain() {
  // For all that a server which had no time, or no connection, did not hear.
  if (lastId >= 0) send({ type: "history", after: lastId });
  $("#earlier").disabled = false;
  told.forEach((id) => unread.add(id));
  told.clear();
  sendUnsent();
  sendRead();
}

// -- frames from the server

const OF_NO_ROOM = ["connected", "presence", "rooms", "error"];

const handlers = {
  connected(frame) {
    me = frame.email;
    entered = isAdmin ? rooms.keyOf(frame.room) : room;
    if (isAdmin) rooms.update([frame.room]);
    if (entered !== room) {
      if (askedFor !== room) askFor(room); // chosen while we were connecting
      return;
    }
    showStatus("Connected", { ready: true });
    clearPassingError();
    $("#compose fieldset").disabled = false;
    $("#text").placeholder = "Write a message";
    showPartner();
    askAgain();
  },
  history(frame) {
    attempts = 0; // not sooner: a server that lets us in and then fails would be asked for ever
    addMessages(frame.messages);
    const [first, last] = [frame.messages.at(0)?.id, frame.messages.at(-1)?.id];
    // The newest page may begin after a gap; what is in it follows when we have asked for it.
    const follows = frame.page === "after" || (frame.page === "newest" && !isGap(first));
    if (follows) lastId = Math.max(lastId, last ?? 0);
    if (frame.more) send({ type: "history", after: last });
    // The newest page says nothing about what is older than the oldest that we have.
    if (frame.page === "before" || (frame.page === "newest" && !(thread.firstId() < first))) {
      showEarlier(frame.earlier);
    }
    showEmpty();
  },
  message(frame) {
    const { message } = frame;
    const isNew = !thread.has(message.id);
    addMessages([message]);
    // One before it is on its way, or the layer has lost it, which it does without a word.
    if (isGap(message.id)) send({ type: "history", after: lastId });
    else lastId = Math.max(lastId, message.id);
    if (isAdmin) rooms.update([{ ...rooms.get(room), last_at: message.sent_at }]);
    if (!isNew || message.sender === me) return;
    thread.countMissed();
    announce(`${message.name}: ${message.text}`);
    showTyping("");
  },
  typing(frame) {
    showTyping(`${frame.name} is typing…`);
  },
  read(frame) {
    frame.ids.forEach(thread.showRead);
    for (const ids of [unread, told]) frame.ids.forEach((id) => ids.delete(id));
    showUnread();
  },
  presence(frame) {
    online ??= new Set(); // the first frame after connecting has all who are there
    for (const { user, online: isOnline } of frame.users) {
      if (isOnline) online.add(user);
      else online.delete(user);
    }
    if (isAdmin) frame.users.forEach(rooms.meet);
    showPresence();
  },
  rooms(frame) {
    if (frame.rooms.length === 1) announceNews(frame.rooms[0]); // not the list after connecting
    rooms.update(frame.rooms);
    showUnread();
  },
  notice(frame) {
    thread.addNotice(frame.text);
    announce(frame.text);
    showEmpty();
  },
  error(frame) {
    retryAfter = (frame.retry_after ?? 0) * 1000;
    if (retryAfter) later();
    else if (unsent.has(frame.client_id)) return giveUp(frame.client_id, frame.message);
    else if (entered !== null && entered !== room) stayOut();
    showError(frame.message, retryAfter || ERROR_SHOWN, retryAfter > 0);
  },
};

function announceNews(news) {
  const key = rooms.keyOf(news);
  const before = rooms.get(key)?.unread ?? 0;
  if (key !== room && news.unread > before) announce(`${news.name} wrote.`);
}

function later() {
  clearTimeout(later.timer);
  later.timer = setTimeout(() => {
    if (entered === room) askAgain();
    else if (entered !== null) askFor(room);
  }, retryAfter);
}

// A message that the server will never take.
function giveUp(client_id, reason = "") {
  const message = unsent.get(client_id);
  unsent.delete(client_id);
  if (message.room !== room) {
    drafts.set(message.room, joined(message.text, drafts.get(message.room)));
    return;
  }
  const edit = () => {
    setText(joined(message.text, $("#text").value));
    $("#text").focus();
  };
  thread.showFailed(client_id, reason, reason && edit);
}

const joined = (...texts) => texts.filter(Boolean).join("\n");

// -- messages

function isGap(id) {
  return lastId >= 0 && id > lastId + 1;
}

function addMessages(messages) {
  const delivered = messages.filter((message) => unsent.delete(message.client_id));
  for (const message of messages) {
    const isNews = message.role !== role && !message.read_at && !thread.has(message.id);
    if (isNews) unread.add(message.id);
  }
  thread.add(messages, ({ role: theirs, sender }) => ({
    side: theirs === role ? "mine" : "theirs",
    own: theirs === role && sender === me,
  }));
  if (delivered.length && !unsent.size) clearPassingError();
  sendRead();
  showUnread();
}

function showEmpty() {
  $("#empty").hidden = lastId < 0 || Boolean($("#messages .message")); // below 0: not known yet
}

function showEarlier(exists) {
  thread.change(() => ($("#earlier").hidden = !exists));
  $("#earlier").disabled = false;
}

function loadEarlier() {
  if ($("#earlier").hidden || $("#earlier").disabled || entered !== room) return;
  $("#earlier").disabled = true; // until the answer
  send({ type: "history", before: thread.firstId() });
}

$("#earlier").addEventListener("click", loadEarlier);
$("#scroller").addEventListener("scroll", () => {
  if ($("#scroller").scrollTop < 40 && !thread.isFollowing()) loadEarlier();
  sendRead();
});

let readTimer = 0;

const isReading = () => !document.hidden && thread.isFollowing();

function sendRead() {
  if (!unread.size || !isReading()) return;
  clearTimeout(readTimer);
  readTimer = setTimeout(() => {
    if (entered !== room || !isReading()) return; // kept for later
    const ids = [...unread].slice(0, 200);
    send({ type: "read", ids });
    for (const id of ids) {
      unread.delete(id);
      told.add(id);
    }
    showUnread();
    sendRead();
  }, 300);
}

document.addEventListener("visibilitychange", () => {
  sendRead();
  showUnread();
});

// -- what the person does

$("#compose").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("#text").value.trim();
  if (!text || $("#compose fieldset").disabled) return;
  const client_id = newId();
  unsent.set(client_id, { room, text });
  thread.scrollToEnd();
  thread.addPending(client_id, text, me);
  send({ type: "message", text, client_id });
  setText("");
  showEmpty();
  $("#text").focus(); // also after a click on the button
});

$("#text").addEventListener("keydown", (event) => {
  // While a word is put together (Chinese, Japanese …) Enter ends the word, not the message.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $("#compose").requestSubmit();
});

let typedAt = 0;

$("#text").addEventListener("input", () => {
  fit();
  if (Date.now() - typedAt < 2000) return;
  typedAt = Date.now();
  send({ type: "typing" });
});

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// -- rooms and presence

let askedFor = null; // the room of the last request to the server

function openRoom(key) {
  if (key !== room) {
    leaveRoom();
    room = key;
    setText(drafts.get(room) ?? "");
    for (const [client_id, message] of unsent) {
      if (message.room === room) thread.addPending(client_id, message.text, me);
    }
    rooms.select(room);
    showPartner();
    if (entered !== null) askFor(room);
    else connectNow();
  }
  focusText();
}

function leaveRoom() {
  drafts.set(room, $("#text").value);
  thread.clear();
  unread.clear();
  told.clear();
  lastId = -1;
  typedAt = 0;
  showTyping("");
  clearError();
  showEarlier(false);
  $("#empty").hidden = true;
}

function askFor(key) {
  askedFor = key;
  const name = page.key === "user" ? Number(key) : key;
  if (socket.readyState !== WebSocket.OPEN) return; // it is closing, and comes back in this room
  socket.send(JSON.stringify({ type: "switch_room", room: name }));
}

// The room that the person chose is not ours: back to where the server has us.
function stayOut() {
  const chosen = room;
  openRoom(entered);
  rooms.forget(chosen);
}

let online = null; // ids of the users who are online; null while we cannot know

const isOnline = (user) => online?.has(user);

function showPartner() {
  const partner = rooms.get(room);
  if (partner) $("#partner").textContent = partner.name;
  if (partner) $("#partner-email").textContent = partner.email;
  showPresence();
}

function showPresence() {
  const there = isAdmin ? isOnline(rooms.get(room)?.user) : online && online.size > 0;
  rooms.setDot($("#partner-dot"), there ?? undefined);
  $("#partner-presence").textContent = { true: "online", false: "offline" }[there] ?? "";
  rooms.show();
}

function showUnread() {
  const here = rooms.get(room);
  // The open chat has no desk that would tell us.
  if (here && page.key === "email") here.unread = unread.size;
  const count = isAdmin ? rooms.totalUnread() : unread.size;
  document.title = count ? `(${count}) ${title}` : title;
  rooms.show();
}

// -- the beginning

rooms.begin({
  open: openRoom,
  isReading,
  isOnline,
  marks: (key) => {
    if ([...unsent.values()].some((message) => message.room === key)) return "not sent";
    return key !== room && drafts.get(key)?.trim() ? "draft" : "";
  },
});
if (isAdmin) rooms.update(JSON.parse($("#rooms-data").textContent));
rooms.select(room);
showPartner();
if (room) {
  connect();
  focusText();
} else {
  showStatus("No conversations yet");
  $("#empty").hidden = false;
  $("#compose fieldset").disabled = true;
  setTimeout(() => location.reload(), 15_000);
}
