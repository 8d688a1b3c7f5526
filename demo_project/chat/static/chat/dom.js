// Small helpers: elements whose text is never HTML, links, and times as a person says them.

export const $ = (selector) => document.querySelector(selector);

export function element(name, text = "", className = "") {
  const node = document.createElement(name);
  node.textContent = text; // text, never HTML: it was written by somebody else
  node.className = className;
  return node;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"]+/g;

// A paragraph in which the web addresses can be followed. Only http and https: a link that
// says "javascript:" would run in this page.
export function paragraph(text) {
  const node = element("p");
  let end = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = withoutPunctuation(found[0]);
    if (!URL.canParse(address)) continue;
    node.append(text.slice(end, found.index), link(address));
    end = found.index + address.length;
  }
  node.append(text.slice(end));
  return node;
}

function withoutPunctuation(address) {
  // "(see https://example.com/a.)" ends before the full stop and the bracket that is not its own.
  const shorter = address.replace(/[.,;:!?'*]+$/, "");
  const isForeign = shorter.endsWith(")") && !shorter.includes("(");
  return isForeign ? withoutPunctuation(shorter.slice(0, -1)) : shorter;
}

function link(address) {
  const node = element("a", address);
  node.href = address;
  node.target = "_blank"; // a chat that is left loses its place …
  node.rel = "noopener noreferrer"; // … and the other page must not learn of it, or steer it
  return node;
}

export function timeOf(isoTime) {
  const node = element("time", timeOfDay(isoTime));
  node.dateTime = isoTime;
  node.title = new Date(isoTime).toLocaleString();
  return node;
}

export function timeOfDay(isoTime) {
  return new Date(isoTime).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

export function dayOf(isoTime) {
  const days = daysAgo(isoTime);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  const date = new Date(isoTime);
  const year = date.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  // In the page's language, like the two words above.
  return date.toLocaleDateString("en", { weekday: "long", month: "long", day: "numeric", year });
}

// "14:05" today, "Aug 3" before.
export function shortTime(isoTime) {
  if (daysAgo(isoTime) === 0) return timeOfDay(isoTime);
  return new Date(isoTime).toLocaleDateString("en", { month: "short", day: "numeric" });
}

function daysAgo(isoTime) {
  const midnight = (date) => new Date(date).setHours(0, 0, 0, 0);
  // Rounded: a day with a change of the clocks has 23 or 25 hours.
  return Math.round((midnight(Date.now()) - midnight(isoTime)) / 86_400_000);
}
