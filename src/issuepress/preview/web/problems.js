// Everything that there is to say against the issue, each with its place in the manuscript and on the page.

import { button, draw, make, rectangle } from "./dom.js";
import { group } from "./pages.js";
import { placeButton } from "./place.js";
import { source } from "./source.js";

export class Problems {
  constructor(goTo) {
    this.goTo = goTo;
    this.element = make("div", { class: "problems", role: "region", "aria-label": "Problems", tabindex: "0" });
  }

  // What nobody looks at is drawn when it is shown.
  update(account) {
    this.account = account;
    this.isDrawn = false;
    if (this.element.isConnected) this.shown();
  }

  shown() {
    if (this.isDrawn || !this.account) return;
    this.isDrawn = true;
    const { account } = this;
    const all = this.all();
    const list = make("ol", { class: "findings" }, all.map((finding) => this.#row(finding)));
    const none = make("p", { class: "none" }, account.issue ? "Nothing is wrong." : "Nothing has been made yet.");
    const judge = account.judge ? make("p", { class: "judge" }, `${account.judge}.`) : null;
    this.element.replaceChildren(all.length ? list : none, ...(judge ? [judge] : []));
  }

  all() {
    return this.account ? [...this.account.problems, ...this.account.findings] : [];
  }

  tools() {
    const isDone = Boolean(this.account?.press);
    if (!source.isLive) return [];
    return [group("Press", button(isDone ? "Preflight is done" : "Run the printer’s preflight", () => source.askForPress(), { disabled: isDone }))];
  }

  choice() {}

  key() {
    return false;
  }

  #row(finding) {
    const { level, message, hint, file, line, page, area } = finding;
    const word = make("span", { class: "level" }, level === "error" ? "✕ error" : "△ warning");
    const said = make("div", { class: "said" }, word, make("p", { class: "message" }, message), hint ? make("p", { class: "hint" }, hint) : null,
      file ? placeButton(file, line) : null);
    return make("li", { class: level }, said, page ? this.#thumb(page, area) : null);
  }

  #thumb(number, area) {
    const { issue } = this.account;
    const page = issue.pages[number - 1];
    const size = `0 0 ${issue.width} ${issue.height}`;
    const over = draw("svg", { viewBox: size, "aria-hidden": "true" }, area ? rectangle(area, { class: "mark found" }) : null);
    const picture = make("img", { loading: "lazy", src: source.picture(page.digest, 0.25 * Math.max(1, devicePixelRatio)), alt: "" });
    const thumb = button("", () => this.goTo(number, area), { class: "thumb", "aria-label": `Show on page ${page.label}` });
    thumb.style.aspectRatio = `${issue.width} / ${issue.height}`;
    thumb.append(picture, over);
    return make("div", { class: "seen" }, thumb, make("small", {}, `page ${page.label}`));
  }
}
