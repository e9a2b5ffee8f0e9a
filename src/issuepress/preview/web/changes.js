// What changed since an earlier proof: the pages of both over one another, and the words that came and went.

import { make, toggle } from "./dom.js";
import { group } from "./pages.js";

export class Changes {
  constructor() {
    this.element = make("div", { class: "changes", role: "region", "aria-label": "Changes", tabindex: "0" });
    this.showsAll = false;
  }

  update({ comparison, issue }) {
    this.comparison = comparison;
    this.issue = issue;
    if (!comparison) return;
    const pairs = comparison.pages.filter((pair) => this.showsAll || pair.sort !== "same");
    const said = `Against ${comparison.against}: ${comparison.summary}`;
    this.element.replaceChildren(make("p", { class: "legend" }, said), ...pairs.map((pair) => this.#pair(pair)));
  }

  tools() {
    return [group("Show", toggle("Unchanged pages too", this.showsAll, (event) => {
      this.showsAll = !this.showsAll;
      event.target.setAttribute("aria-pressed", String(this.showsAll));
      this.update({ comparison: this.comparison, issue: this.issue });
    }))];
  }

  choice() {}

  shown() {}

  key() {
    return false;
  }

  #pair({ title, label, former, before, after, sort, words }) {
    const over = make("div", { class: "overlaid" }, before ? make("img", { src: before, alt: "", class: "before" }) : null,
      after ? make("img", { src: after, alt: "", class: "after" }) : null);
    over.style.aspectRatio = `${this.issue.width} / ${this.issue.height}`;
    const slider = make("input", { type: "range", min: "0", max: "100", value: "50", "aria-label": "From the former page to the new one",
      oninput: () => over.style.setProperty("--new", slider.value / 100) });
    const heading = { same: "unchanged", changed: "changed", added: "new", removed: "gone" }[sort];
    const from = former && former !== label ? ` (was page ${former})` : "";
    const ends = make("span", { class: "ends" }, make("small", {}, "before"), slider, make("small", {}, "now"));
    return make("section", { class: `pair-of-pages ${sort}` },
      make("div", { class: "pictures" }, over, before && after ? ends : null),
      make("div", { class: "text" }, make("h2", {}, `${label ? `Page ${label}` : "A page"}${from}, ${title}: ${heading}`),
        make("p", { class: "words-changed" }, words.map(([how, text]) =>
          (how === "same" ? `${text} ` : make(how === "added" ? "ins" : "del", {}, `${text} `))))));
  }
}
