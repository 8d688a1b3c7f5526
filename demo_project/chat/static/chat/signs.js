// The small signs around the messages: the state of the line, errors, who is typing.
import { $ } from "./dom.js";

// How the line is; `wait` is the seconds until the next try.
export function showStatus(status, { ready = false, wait = 0 } = {}) {
  // The seconds are not read out, one by one, by a screen reader.
  if ($("#status-text").textContent !== status) $("#status-text").textContent = status;
  $("#countdown").textContent = wait ? `Next try in ${wait} s` : "";
  $("#retry").hidden = !wait;
  $("#status").dataset.ready = ready;
}

export function showTyping(text) {
  $("#typing").textContent = text;
  clearTimeout(showTyping.timer);
  if (text) showTyping.timer = setTimeout(() => showTyping(""), 3000);
}

// Until the time is over; one that passes by itself also goes when its cause has gone.
export function showError(text, milliseconds = 0, passes = false) {
  $("#error").textContent = text;
  showError.passes = passes;
  clearTimeout(showError.timer);
  if (milliseconds) showError.timer = setTimeout(clearError, milliseconds);
}

export function clearError() {
  showError("");
}

export function clearPassingError() {
  if (showError.passes) clearError();
}

export function announce(text) {
  $("#announce").textContent = text;
}

export function focusText() {
  // Where a finger is the pointer, this would open the keyboard over half of the screen.
  if (!matchMedia("(pointer: coarse)").matches) $("#text").focus();
}

export function setText(text) {
  $("#text").value = text;
  fit();
}

export function fit() {
  // As high as what is in it, up to the limit in chat.css.
  const { style } = $("#text");
  style.height = "auto";
  style.height = `${$("#text").scrollHeight + 2}px`; // the border
}
