// The pages in facing spreads.

import { button, choice, isCalm, make, toggle } from "./dom.js";
import { Leaf } from "./leaf.js";
import { source } from "./source.js";
import { choose, overlays, state } from "./state.js";

const ACTUAL = 96 / 72;
const OVERLAYS = [
  ["trim", "Trim"],
  ["bleed", "Bleed"],
  ["safe", "Safe"],
  ["columns", "Columns"],
  ["baseline", "Baselines"],
  ["marks", "Press"],
];
const ZOOMS = [
  ["fit", "Fit"],
  ["width", "Width"],
  ["actual", "Actual size"],
  ...[50, 75, 100, 150, 200, 300].map((percent) => [String(percent), `${percent} %`]),
];

export class Pages {
  constructor() {
    this.leaves = new Map();
    this.element = make("div", { class: "desk", role: "region", "aria-label": "Pages", tabindex: "0" });
    this.near = new IntersectionObserver((seen) => this.#come(seen), { root: this.element, rootMargin: "120% 60%" });
    this.element.addEventListener("scroll", () => this.#follow(), { passive: true });
    new ResizeObserver(() => this.#resize()).observe(this.element);
  }

  update(account) {
    this.account = account;
    this.issue = account.issue;
    if (!this.issue) {
      this.element.replaceChildren();
      this.signature = "";
      return;
    }
    this.#shape();
    if (!this.issue.isSketch && !this.leaves.has(Number(state.page))) choose({ page: String(this.#visible()[0].number) });
    for (const page of this.issue.pages) this.#leaf(page).update(page, this.issue, overlays(), this.#sheet(page));
    this.#resize();
  }

  retouch(numbers) {
    for (const number of numbers) {
      const page = this.issue.pages[number - 1];
      this.leaves.get(number)?.update(page, this.issue, overlays(), this.#sheet(page));
    }
  }

  tools() {
    const pages = this.issue?.pages ?? [];
    const box = make("input", {
      type: "text", id: "page-box", inputmode: "numeric", size: "3", value: this.#label(), "aria-label": "Page",
      onchange: () => this.goLabel(box.value),
      onfocus: () => box.select(),
    });
    const contents = (this.issue?.contents ?? []).map((entry) => [entry.part, `${this.#labelOf(entry.page)}  ${entry.title}`]);
    const marks = overlays();
    return [
      group("Where", choice("Contents", [["", "Contents"], ...contents], "", (part) => this.#goPart(part)),
        button("‹", () => this.turn(-1), { "aria-label": "Previous spread" }), box,
        make("span", { class: "of" }, `of ${pages.length}`),
        button("›", () => this.turn(1), { "aria-label": "Next spread" })),
      group("What and how large", choice("Zoom", ZOOMS, state.zoom, (zoom) => choose({ zoom })),
        toggle("Single", state.flow === "spread", () => choose({ flow: state.flow === "spread" ? "continuous" : "spread" })),
        choice("Story", [["", "Whole issue"], ...(this.issue?.stories ?? []).map((story) => [story.slug, story.title])],
          state.part, (part) => choose({ part, page: String(this.#firstOf(part)) }))),
      group("Overlays", ...OVERLAYS.filter(([name]) => name !== "marks" || source.isLive || this.account?.press).map(([name, words]) =>
        toggle(words, marks.has(name), () => this.#switch(name)))),
    ];
  }

  choice(names) {
    if (!this.issue) return;
    if (names.has("flow") || names.has("part")) this.update(this.account);
    if (names.has("overlays")) this.#redraw();
    if (names.has("zoom")) this.#resize();
    if (names.has("flow") || names.has("part")) this.go(Number(state.page));
    if (names.has("page") && state.flow === "spread") this.#only();
    const box = document.getElementById("page-box");
    if (box && document.activeElement !== box) box.value = this.#label();
  }

  shown() {
    this.#resize();
    this.go(Number(state.page), "instant");
  }

  key(event) {
    const forward = this.issue?.direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = this.issue?.direction === "rtl" ? "ArrowRight" : "ArrowLeft";
    const steps = { [forward]: 1, [back]: -1, PageDown: 1, PageUp: -1 };
    if (event.key in steps) this.turn(steps[event.key]);
    else if (event.key === "Home") this.go(this.#visible()[0]?.number);
    else if (event.key === "End") this.go(this.#visible().at(-1)?.number);
    else if (event.key === "g") document.getElementById("page-box")?.focus();
    else if (event.key === "+" || event.key === "=") this.#step(1);
    else if (event.key === "-") this.#step(-1);
    else if (event.key === "0") choose({ zoom: "fit" });
    else return false;
    return true;
  }

  turn(by) {
    const spreads = this.#spreads();
    const at = spreads.findIndex((spread) => spread.includes(Number(state.page)));
    const next = spreads[Math.min(Math.max(at + by, 0), spreads.length - 1)];
    if (next) this.go(next.find(Boolean));
  }

  go(number, behaviour = isCalm() ? "instant" : "smooth") {
    const leaf = this.leaves.get(number);
    if (!leaf) return;
    this.going = number;
    choose({ page: String(number) });
    if (state.flow === "spread") this.#only();
    else leaf.element.scrollIntoView({ block: "center", inline: "nearest", behavior: behaviour });
    clearTimeout(this.arriving);
    this.arriving = setTimeout(() => { this.going = null; }, 700);
  }

  goLabel(label) {
    const page = this.issue.pages.find((each) => each.label === label.trim()) ?? this.issue.pages[Number(label) - 1];
    if (page) this.go(page.number);
    this.element.focus({ preventScroll: true });
  }

  outline(number, area, name, time = 0) {
    const leaf = this.leaves.get(number);
    if (!leaf) return;
    leaf.unmark(name);
    leaf.mark(area, name, time);
  }

  clearOutlines(name) {
    for (const leaf of this.leaves.values()) leaf.unmark(name);
  }

  #shape() {
    const signature = JSON.stringify([this.#spreads(), this.issue.direction]);
    if (signature === this.signature) return;
    this.signature = signature;
    const wanted = new Set(this.#spreads().flat().filter(Boolean));
    for (const [number, leaf] of this.leaves) {
      if (!wanted.has(number)) {
        this.near.unobserve(leaf.element);
        this.leaves.delete(number);
      }
    }
    const rows = this.#spreads().map((spread) => make("div", { class: "spread", role: "group", "aria-label": this.#named(spread) },
      spread.map((number) => (number ? this.#leaf(this.issue.pages[number - 1]).element : make("div", { class: "no-leaf" })))));
    const { scrollTop } = this.element;
    this.element.replaceChildren(...rows);
    this.element.scrollTop = scrollTop;
    if (state.flow === "spread") this.#only();
  }

  #leaf(page) {
    if (!this.leaves.has(page.number)) {
      const leaf = new Leaf(page, this.issue);
      this.leaves.set(page.number, leaf);
      this.near.observe(leaf.element);
    }
    return this.leaves.get(page.number);
  }

  #spreads() {
    const own = (number) => !number || !state.part || this.issue.pages[number - 1].part === state.part;
    const some = this.issue.spreads.map((spread) => spread.map((number) => (own(number) ? number : null)));
    const found = some.filter((spread) => spread.some(Boolean));
    return found.length ? found : this.issue.spreads;
  }

  #visible() {
    return this.#spreads().flat().filter(Boolean).sort((a, b) => a - b).map((number) => this.issue.pages[number - 1]);
  }

  #named(spread) {
    const labels = spread.filter(Boolean).map((number) => this.#labelOf(number));
    return labels.length > 1 ? `Pages ${labels.join(" and ")}` : `Page ${labels[0]}`;
  }

  #label() {
    return this.#labelOf(Number(state.page));
  }

  #labelOf(number) {
    return this.issue?.pages[number - 1]?.label ?? "";
  }

  #firstOf(part) {
    return this.issue.pages.find((page) => page.part === part && page.sort !== "blank")?.number ?? 1;
  }

  #goPart(part) {
    if (part) this.go(this.#firstOf(part));
  }

  #sheet(page) {
    return overlays().has("marks") ? this.account.press?.pages[page.number - 1] ?? null : null;
  }

  #switch(name) {
    const marks = overlays();
    if (!marks.delete(name)) marks.add(name);
    if (name === "marks" && marks.has("marks") && !this.account.press) source.askForPress();
    choose({ overlays: [...marks].join(",") });
  }

  #redraw() {
    for (const page of this.issue.pages) this.leaves.get(page.number)?.update(page, this.issue, overlays(), this.#sheet(page));
    this.#resize();
  }

  #only() {
    const page = Number(state.page);
    const spreads = this.#spreads();
    const at = Math.max(0, spreads.findIndex((spread) => spread.includes(page)));
    [...this.element.children].forEach((row, index) => { row.hidden = state.flow === "spread" && index !== at; });
  }

  #resize() {
    if (!this.issue || !this.element.isConnected) return;
    if (state.flow !== "spread") for (const row of this.element.children) row.hidden = false;
    const sheet = overlays().has("marks") ? this.account.press?.pages.find(Boolean).sheet : null;
    const [width, height] = sheet ?? [this.issue.width, this.issue.height];
    const room = [this.element.clientWidth - 56, this.element.clientHeight - 64];
    const wide = room[0] / (2 * width);
    const scale = { fit: Math.min(wide, room[1] / height), width: wide, actual: ACTUAL }[state.zoom] ?? (Number(state.zoom) / 100) * ACTUAL;
    const changed = Math.abs(scale - (this.scale ?? 0)) > 0.001;
    this.scale = Math.max(scale, 0.1);
    this.element.style.setProperty("--scale", this.scale);
    this.element.style.setProperty("--page", width);
    if (changed) this.go(Number(state.page), "instant");
    for (const leaf of this.leaves.values()) if (leaf.isNear) leaf.show(this.scale * devicePixelRatio);
  }

  #step(by) {
    const steps = [50, 75, 100, 150, 200, 300];
    const now = (this.scale / ACTUAL) * 100;
    const next = by > 0 ? steps.find((each) => each > now + 1) : steps.findLast((each) => each < now - 1);
    if (next) choose({ zoom: String(next) });
  }

  #come(seen) {
    for (const { target, isIntersecting } of seen) {
      const leaf = this.leaves.get(Number(target.dataset.page));
      if (leaf && isIntersecting) leaf.show(this.scale * devicePixelRatio);
    }
  }

  #follow() {
    if (this.going || state.flow === "spread" || !this.element.isConnected) return;
    const middle = this.element.getBoundingClientRect().top + this.element.clientHeight / 2;
    const rows = [...this.element.children];
    const row = rows.find((each) => each.getBoundingClientRect().bottom >= middle) ?? rows.at(-1);
    const spread = this.#spreads()[rows.indexOf(row)];
    if (spread && !spread.includes(Number(state.page))) choose({ page: String(spread.find(Boolean)) });
  }
}

export function group(label, ...children) {
  return make("div", { class: "group", role: "group", "aria-label": label }, children);
}
