// Puts the views together, and keeps them up to date.

import { button, byId, make } from "./dom.js";
import { Changes } from "./changes.js";
import { Flatplan } from "./flatplan.js";
import { Pages } from "./pages.js";
import { setEditor } from "./place.js";
import { Problems } from "./problems.js";
import { Reading } from "./reading.js";
import { source } from "./source.js";
import { choose, onChoice, state } from "./state.js";

const KEYS = [
  ["1 2 3 4", "Pages, Reading, Flatplan, Problems"],
  ["← →", "The spread before and the next; in the reading view, the page"],
  ["Home End", "The first and the last page"],
  ["g 12 Enter", "Go to page 12"],
  ["+ − 0", "Larger, smaller, fit"],
  ["b B", "The next block of the page in focus, the one before: says its file and line"],
  ["?", "This list"],
];
const ROOMS = ["pages", "reading", "flatplan", "problems", "changes"];

let account = null;
let looks = ""; // Of the last whole account: pages that came ahead are news when all the others have come.
let saying = "";
let heard = 0;
let newest = 0;
const pages = new Pages();
const views = {
  pages,
  reading: new Reading((part) => account?.issue?.pages.find((page) => page.part === part)?.file),
  flatplan: new Flatplan(goTo),
  problems: new Problems(goTo),
  changes: new Changes(),
};
const titles = { pages: "Pages", reading: "Reading", flatplan: "Flatplan", problems: "Problems", changes: "Changes" };

function goTo(number, area) {
  choose({ view: "pages", page: String(number), part: "" });
  pages.go(number, "instant");
  pages.clearOutlines("found");
  if (area) pages.outline(number, area, "found");
}

function showView() {
  const view = views[state.view] ?? pages;
  if (byId("main").firstChild !== view.element) byId("main").replaceChildren(view.element);
  view.shown();
  showTools();
  showTabs();
}

function showTools() {
  const within = document.activeElement?.closest("#tools") ? document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent : null;
  byId("tools").replaceChildren(...(views[state.view] ?? pages).tools());
  if (within) [...byId("tools").querySelectorAll("button, select, input")].find((each) => (each.getAttribute("aria-label") ?? each.textContent) === within)?.focus();
}

function showTabs() {
  const found = views.problems.all().length;
  const tabs = ROOMS.filter((name) => name !== "changes" || account?.comparison).map((name) => {
    return button("", () => choose({ view: name }), { "aria-current": name === state.view ? "page" : null, class: "tab", "data-view": name });
  });
  for (const tab of tabs) {
    tab.append(titles[tab.dataset.view]);
    if (tab.dataset.view === "problems" && found) tab.append(make("span", { class: "badge" }, String(found)));
  }
  const had = document.activeElement?.dataset.view;
  byId("views").replaceChildren(...tabs);
  if (had) tabs.find((tab) => tab.dataset.view === had)?.focus();
}

async function refresh() {
  const asked = (refresh.asked = (refresh.asked ?? 0) + 1);
  const before = heard;
  let next;
  try {
    next = await source.account();
  } catch {
    return;
  }
  if (asked !== refresh.asked) return;
  if (next.number < newest) return refresh();
  const isNewer = account && next.number !== account.number;
  const former = account;
  const looked = looks;
  account = next;
  looks = JSON.stringify(next.issue?.pages.map((page) => page.digest));
  setEditor(Boolean(next.editor));
  document.body.dataset.number = next.number;
  if (next.issue) {
    byId("publication").textContent = next.issue.publication;
    byId("title").textContent = next.issue.title;
    document.title = `${next.issue.title} – preview`;
    document.body.dir = "ltr";
  }
  for (const view of Object.values(views)) view.update(next);
  showBroken();
  say(heard === before ? next.saying : saying);
  showTools();
  showTabs();
  if (next.issue && (!former?.issue || former.issue.isSketch)) {
    views[state.view]?.shown();
    lookAt();
  }
  if (isNewer && former?.issue && !former.issue.isSketch && looks !== looked) tellChanges(next);
  return undefined;
}

// Some pages that an edit changed come ahead of the whole edition, with words and picture if they were shown.
function retouch({ number, pages: some }) {
  newest = number;
  if (!account?.issue) return;
  for (const page of some) Object.assign(account.issue.pages[page.number - 1], page);
  pages.retouch(some.map((page) => page.number));
}

function tellChanges({ changed, issue }) {
  if (!changed.length) return;
  for (const { page, area } of changed) pages.outline(page, area, "changed", 6000);
  const shown = changed.slice(0, 6).map(({ page }) => button(issue.pages[page - 1].label, () => goTo(page, null), { class: "small" }));
  const more = changed.length > 6 ? ` and ${changed.length - 6} more` : "";
  byId("news").replaceChildren("Changed: ", ...shown, more);
}

function showBroken() {
  const { problems, issue } = account;
  const broken = byId("broken");
  broken.hidden = problems.length === 0;
  const first = problems.slice(0, 3).map(({ message, hint, file, line }) =>
    make("p", {}, file ? make("code", {}, line ? `${file}:${line}` : file) : null, ` ${message}`, hint ? make("em", {}, ` ${hint}`) : null));
  const rest = problems.length > 3 ? make("p", {}, `and ${problems.length - 3} more, see Problems`) : null;
  const kept = issue ? "These pages are the last good ones." : "There are no pages yet.";
  broken.replaceChildren(...(problems.length ? [make("strong", {}, kept), ...first, ...(rest ? [rest] : [])] : []));
  document.body.classList.toggle("is-broken", problems.length > 0);
}

// What the server says may overtake the account that was asked for before.
function hear(words) {
  heard += 1;
  saying = words;
  say(words);
}

function say(words) {
  const isNew = account?.issue && !account.issue.isSketch && source.isLive;
  const kept = account?.problems.length ? "Waiting for the manuscript to be mended" : "Up to date";
  byId("saying").textContent = words || (isNew ? kept : "");
  byId("saying").classList.toggle("busy", Boolean(words));
}

// What is looked at is likely to be edited next.
function lookAt() {
  clearTimeout(lookAt.soon);
  lookAt.soon = setTimeout(() => source.lookAt(Number(state.page)), 300);
}

function showKeys() {
  const rows = KEYS.map(([keys, words]) => make("div", {}, make("dt", {}, keys), make("dd", {}, words)));
  byId("keys").replaceChildren(make("h2", { id: "keys-title" }, "Keys"), make("dl", {}, rows),
    make("form", { method: "dialog" }, make("button", {}, "Close")));
  byId("keys").showModal();
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest?.("input, select, textarea, dialog[open]")) return;
  const rooms = ROOMS.slice(0, 4);
  if (event.key === "?") showKeys();
  else if (rooms[Number(event.key) - 1]) choose({ view: rooms[Number(event.key) - 1] });
  else if (!(views[state.view] ?? pages).key(event)) return;
  event.preventDefault();
});

onChoice((names) => {
  if (names.has("page")) lookAt();
  if (names.has("view")) showView();
  for (const view of Object.values(views)) view.choice(names);
  if (!names.has("view") && !(names.size === 1 && names.has("page"))) showTools();
});

addEventListener("hashchange", () => pages.go(Number(state.page), "instant"));
byId("help").addEventListener("click", showKeys);
showView();
refresh();
source.listen(refresh, retouch, hear, () => hear(account ? "The preview has stopped; waiting for it" : ""));
