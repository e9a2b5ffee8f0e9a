// One page: its picture, its words for searching and selecting, what is drawn over it, and the blocks on it.

import { draw, make, rectangle } from "./dom.js";
import { pointAt } from "./place.js";
import { source } from "./source.js";

const SAFE = 18;

export class Leaf {
  constructor(page, issue) {
    this.issue = issue;
    this.image = make("img", { alt: "", draggable: "false" });
    this.words = make("div", { class: "words" });
    this.over = draw("svg", { class: "over", "aria-hidden": "true", preserveAspectRatio: "none" });
    this.paper = make("div", { class: "paper" }, this.image, this.words, this.over);
    this.label = make("p", { class: "folio" });
    this.element = make("article", { class: "leaf", tabindex: "0" }, this.paper, this.label);
    this.paper.addEventListener("click", (event) => this.#point(event));
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.at = -1;
    this.isNear = false;
    this.update(page, issue, new Set(), null);
  }

  update(page, issue, shown, sheet) {
    this.issue = issue;
    const former = this.page;
    this.page = page;
    this.shown = shown;
    this.sheet = sheet;
    this.element.dataset.page = page.number;
    this.element.dataset.sort = page.sort;
    this.element.setAttribute("aria-label", named(page));
    this.element.classList.toggle("left", page.side === "left");
    this.label.textContent = page.sort === "filler" ? "filler" : page.label;
    const [width, height, left, top] = sheet?.sheet ?? [issue.width, issue.height, 0, 0];
    this.box = { width, height, left, top };
    this.paper.style.setProperty("--width", width);
    this.paper.style.setProperty("--height", height);
    this.paper.classList.toggle("press", Boolean(sheet));
    this.over.setAttribute("viewBox", `${-left} ${-top} ${width} ${height}`);
    this.words.style.setProperty("--left", left);
    this.words.style.setProperty("--top", top);
    if (former?.digest !== page.digest) this.wordsOf = null;
    this.#drawOver();
    if (this.isNear) this.show(this.scale);
  }

  // Show the picture with enough pixels for so many device pixels to a point.
  async show(scale) {
    this.scale = scale;
    this.isNear = true;
    const digest = this.sheet?.digest ?? this.page.digest;
    if (!digest) return;
    const address = source.picture(digest, scale);
    const isNew = this.address !== address;
    const { sent } = this.page;
    const src = sent && address === source.picture(digest, sent.scale) && digest === sent.digest ? `data:image/jpeg;base64,${sent.jpeg}` : address;
    const next = isNew ? make("img", { alt: "", draggable: "false", fetchpriority: "high", src, "data-digest": digest }) : null;
    if (sent) this.#say(); // Words that have to be asked for wait until the picture is seen.
    if (isNew) {
      this.address = address;
      try {
        await next.decode();
      } catch {
        return;
      }
      if (this.address !== address) return;
      this.image.replaceWith(next);
      this.image = next;
    }
    await this.#say();
  }

  mark(area, name, time) {
    const { width, height } = this.issue;
    const mark = rectangle(area ?? [0, 0, width, height], { class: `mark ${name}`, rx: 2 });
    this.over.append(mark);
    if (time) setTimeout(() => mark.remove(), time);
    return mark;
  }

  unmark(name) {
    for (const mark of this.over.querySelectorAll(`.mark.${name}`)) mark.remove();
  }

  async #say() {
    const { digest, sent } = this.page;
    if (this.wordsOf === digest) return;
    this.wordsOf = digest;
    const runs = sent?.digest === digest ? sent.words : await source.words(digest).catch(() => []);
    if (this.wordsOf !== digest) return;
    const spans = runs.map(([text, left, top, width, height]) => {
      const span = make("span", {}, `${text} `);
      Object.assign(span.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
      span.style.fontSize = `${height * 0.9}px`;
      return span;
    });
    this.words.replaceChildren(...spans);
  }

  #drawOver() {
    const { places } = this.page;
    const kept = [...this.over.querySelectorAll(".mark")];
    const { width, height, bleed } = this.issue;
    const drawn = [];
    const inside = (edge) => [edge, edge, width - 2 * edge, height - 2 * edge];
    if (this.shown.has("bleed")) {
      const [start, end] = this.page.side === "left" ? ["outside", "inside"] : ["inside", "outside"];
      const area = [-bleed[start], -bleed.top, width + bleed[start] + bleed[end], height + bleed.top + bleed.bottom];
      drawn.push(rectangle(area, { class: "line bleed" }));
    }
    if (this.shown.has("trim")) drawn.push(rectangle(inside(0), { class: "line trim" }));
    if (this.shown.has("safe")) drawn.push(rectangle(inside(SAFE), { class: "line safe" }));
    if (places && this.shown.has("columns")) {
      drawn.push(rectangle(places.type_area, { class: "line area" }));
      for (const column of places.columns) drawn.push(rectangle(column, { class: "column" }));
    }
    if (places && this.shown.has("baseline")) drawn.push(grid(places));
    this.over.replaceChildren(...drawn, ...kept);
  }

  #point(event) {
    if (String(getSelection())) return;
    const box = this.paper.getBoundingClientRect();
    const scale = this.box.width / box.width;
    const x = (event.clientX - box.left) * scale - this.box.left;
    const y = (event.clientY - box.top) * scale - this.box.top;
    const hit = blocks(this.page).filter((block) => contains(block.area, x, y));
    hit.sort((a, b) => a.area[2] * a.area[3] - b.area[2] * b.area[3]);
    this.choose(hit[0] ?? null);
  }

  #key(event) {
    if (event.key !== "b" && event.key !== "B") return;
    const all = blocks(this.page);
    if (!all.length) return;
    this.at = (this.at + (event.key === "b" ? 1 : all.length - 1) + all.length) % all.length;
    this.choose(all[this.at]);
    event.preventDefault();
  }

  choose(block) {
    for (const mark of document.querySelectorAll(".mark.chosen")) mark.remove();
    if (!block) {
      pointAt(this.page.file, null, this.page.title);
      return;
    }
    this.mark(block.area, "chosen");
    pointAt(this.page.file, block.line, block.kind);
  }
}

export function blocks(page) {
  return (page.places?.blocks ?? []).map(([kind, area, line, id]) => ({ kind, area, line, id }));
}

function contains([left, top, width, height], x, y) {
  return x >= left - 2 && x <= left + width + 2 && y >= top - 1 && y <= top + height + 1;
}

function named(page) {
  const side = page.number % 2 ? "recto" : "verso";
  return `Page ${page.label}, ${side}${page.title ? `, ${page.title}` : `, ${page.sort}`}`;
}

function grid({ type_area: [left, top, width, height], baseline, leading }) {
  let path = "";
  for (let y = baseline; y <= top + height + 0.5; y += leading) path += `M${left} ${y}h${width}`;
  return draw("path", { d: path, class: "grid" });
}
