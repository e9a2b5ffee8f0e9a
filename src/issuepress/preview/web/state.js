// What the reader has chosen. It stands in the address, so that a refresh or a bookmark comes back to it, and is
// kept for the next visit.

const FIRST = {
  view: "pages",
  page: "1",
  zoom: "fit",
  flow: "continuous",
  part: "",
  overlays: "",
  document: "",
  device: "phone",
  light: "light",
  size: "100",
  turning: "scroll",
};
const KEY = `issuepress ${location.pathname}`;

const listeners = [];
let chosen = { ...FIRST, ...read(kept()), ...read(location.hash.slice(1)) };

export const state = new Proxy({}, { get: (_, name) => chosen[name] });

export function choose(changes) {
  const before = chosen;
  chosen = { ...chosen, ...changes };
  const words = written();
  history.replaceState(null, "", words ? `#${words}` : location.pathname + location.search);
  keep(words);
  const names = Object.keys(changes).filter((name) => before[name] !== chosen[name]);
  if (names.length) for (const listener of listeners) listener(new Set(names));
}

export function onChoice(listener) {
  listeners.push(listener);
}

export const overlays = () => new Set(chosen.overlays.split(",").filter(Boolean));

addEventListener("hashchange", () => choose(read(location.hash.slice(1))));

function written() {
  const own = Object.entries(chosen).filter(([name, value]) => value !== FIRST[name]);
  return new URLSearchParams(own).toString();
}

function read(words) {
  const known = [...new URLSearchParams(words ?? "")].filter(([name]) => name in FIRST);
  return Object.fromEntries(known);
}

function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return "";
  }
}

function keep(words) {
  try {
    localStorage.setItem(KEY, words);
  } catch {
    // A browser may refuse to keep anything: the address still does.
  }
}
