// The flatplan: all spreads at once, and how the stories fit.

import { button, make } from "./dom.js";
import { group } from "./pages.js";
import { source } from "./source.js";

const COLOURS = ["#8a3324", "#2f5d62", "#8a6d1f", "#4d4a7d", "#4f6b3a", "#86476a", "#3c5a80", "#6b5344"];

export class Flatplan {
  constructor(goTo) {
    this.goTo = goTo;
    this.element = make("div", { class: "plan", role: "region", "aria-label": "Flatplan", tabindex: "0" });
  }

  // What nobody looks at is drawn when it is shown.
  update(account) {
    this.issue = account.issue;
    this.isDrawn = false;
    if (this.element.isConnected) this.shown();
  }

  shown() {
    if (this.isDrawn) return;
    this.isDrawn = true;
    this.element.replaceChildren(...(this.issue ? this.#all() : []));
  }

  tools() {
    return [group("Save", make("a", { class: "button", href: source.flatplan(), download: "flatplan.svg" }, "Save as SVG"))];
  }

  choice() {}

  key() {
    return false;
  }

  #all() {
    const sections = [...new Set(this.issue.pages.map((page) => page.section).filter(Boolean))];
    this.colours = new Map(sections.map((section, at) => [section, COLOURS[at % COLOURS.length]]));
    return [this.#legend(sections), this.#spreads(), this.#table()];
  }

  #legend(sections) {
    return make("p", { class: "legend" }, this.issue.summary.slice(this.issue.title.length + 2),
      sections.map((section) => {
        const swatch = make("i", { class: "swatch" });
        swatch.style.background = this.colours.get(section);
        return make("span", { class: "section" }, swatch, section);
      }));
  }

  #spreads() {
    return make("div", { class: `thumbs ${this.issue.direction}` }, this.issue.spreads.map((spread) =>
      make("div", { class: "pair" }, spread.map((number) =>
        (number ? this.#thumb(this.issue.pages[number - 1]) : make("div", { class: "no-thumb" }))))));
  }

  #thumb(page) {
    const strip = make("span", { class: "strip" });
    strip.style.background = this.colours.get(page.section) ?? "transparent";
    const first = this.issue.contents.find((entry) => entry.page === page.number);
    const title = make("span", { class: "first", dir: "auto" }, first?.title ?? "");
    const picture = page.digest && page.sort !== "blank"
      ? make("img", { loading: "lazy", src: source.picture(page.digest, 0.25 * Math.max(1, devicePixelRatio)), alt: "" })
      : make("span", { class: "empty" }, page.sort);
    const full = page.fill !== null && page.fill < 0.98 ? `, ${Math.round(page.fill * 100)} %` : "";
    const sheet = page.sheet ? `sheet ${page.sheet}` : "cover";
    const words = `Page ${page.label}, ${page.title || page.sort}, ${sheet}`;
    const thumb = button("", () => this.goTo(page.number, null), { class: "thumb", "aria-label": words, disabled: !page.digest });
    thumb.style.aspectRatio = `${this.issue.width} / ${this.issue.height}`;
    thumb.append(picture);
    return make("div", { class: `cell ${page.side} ${page.sort}` }, title, strip, thumb,
      make("span", { class: "under" }, make("b", {}, page.label), make("small", {}, `${sheet}${full}`)));
  }

  #table() {
    const heads = ["page", "story", "words", "pages", "last page", "copyfit"];
    const rows = this.issue.stories.map((story) => make("tr", {},
      make("td", { class: "number" }, story.first),
      make("th", { scope: "row" }, button(story.title, () => this.goTo(this.#firstOf(story), null), { class: "plain" })),
      make("td", { class: "number" }, story.words.toLocaleString("en")),
      make("td", { class: "number" }, story.budget ? `${story.pages} of ${story.budget}` : String(story.pages)),
      make("td", { class: "number" }, meter(story.last_page)),
      make("td", { class: story.over > 0 ? "over" : "" }, `${story.over > 0 ? "▲ " : ""}${story.fit}`)));
    return make("table", { class: "fits" },
      make("caption", {}, "How the stories fit"),
      make("thead", {}, make("tr", {}, heads.map((head) => make("th", { scope: "col" }, head)))),
      make("tbody", {}, rows));
  }

  #firstOf(story) {
    return this.issue.contents.find((entry) => entry.part === story.slug)?.page ?? 1;
  }
}

function meter(share) {
  const bar = make("span", { class: "meter", "aria-hidden": "true" }, make("span", {}));
  bar.firstChild.style.width = `${share * 100}%`;
  return [bar, ` ${Math.round(share * 100)} %`];
}
