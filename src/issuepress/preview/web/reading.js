// The reading view: the EPUB's own documents in the frames of the devices that they are read on.

import { button, choice, make } from "./dom.js";
import { pointAt } from "./place.js";
import { group } from "./pages.js";
import { source } from "./source.js";
import { choose, state } from "./state.js";

const DEVICES = { phone: ["Phone", 390, 760], reader: ["E-reader", 600, 800], tablet: ["Tablet", 820, 1106] };
const LIGHTS = { light: ["Light", "", ""], sepia: ["Sepia", "#f6ecd9", "#43341f"], dark: ["Dark", "#15181a", "#d9d4ca"] };
const SIZES = ["80", "90", "100", "115", "130", "150", "175", "200"];

export class Reading {
  constructor(fileOf) {
    this.fileOf = fileOf;
    this.frame = make("iframe", { sandbox: "allow-same-origin", title: "The document", tabindex: "0" });
    this.screen = make("div", { class: "screen" }, this.frame);
    this.device = make("div", { class: "device" }, this.screen);
    this.element = make("div", { class: "reading", role: "region", "aria-label": "Reading" }, this.device);
    this.frame.addEventListener("load", () => this.#loaded());
    new ResizeObserver(() => this.#fit()).observe(this.element);
  }

  update(account) {
    const changed = this.reading?.digest !== account.reading?.digest;
    this.reading = account.reading;
    if (changed && this.element.isConnected) this.#load(true);
  }

  tools() {
    const pages = this.reading?.pages ?? [];
    const entries = (table) => Object.entries(table).map(([key, [words]]) => [key, words]);
    return [
      group("Where", choice("Document", pages.map((page) => [page.file, page.title.split(" – ")[0]]), this.#page()?.file ?? "", (document_) => choose({ document: document_ })),
        button("‹", () => this.turn(-1), { "aria-label": "Back" }), button("›", () => this.turn(1), { "aria-label": "On" })),
      group("Look", choice("Device", entries(DEVICES), state.device, (device) => choose({ device })),
        choice("Light", entries(LIGHTS), state.light, (light) => choose({ light })),
        choice("Text size", SIZES.map((size) => [size, `${size} %`]), state.size, (size) => choose({ size })),
        choice("Turning", [["scroll", "Scrolling"], ["pages", "Paginated"]], state.turning, (turning) => choose({ turning }))),
    ];
  }

  choice(names) {
    if (!this.element.isConnected) return;
    if (names.has("document")) this.#load(false);
    else if (["device", "light", "size", "turning"].some((name) => names.has(name))) this.#dress();
  }

  shown() {
    this.#fit();
    this.#load(false);
  }

  key(event) {
    const rtl = this.#page()?.direction === "rtl";
    const steps = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1, PageDown: 1, PageUp: -1 };
    if (!(event.key in steps)) return false;
    this.turn(steps[event.key]);
    return true;
  }

  // Turn a page, or go to the next document behind the last one.
  turn(by) {
    const inside = this.frame.contentWindow;
    const root = this.frame.contentDocument?.documentElement;
    if (state.turning === "pages" && root) {
      const step = inside.innerWidth;
      const last = root.scrollWidth - step;
      const next = Math.round(Math.abs(inside.scrollX) / step + by) * step;
      if (next >= 0 && next <= last + 2) {
        inside.scrollTo(this.#page()?.direction === "rtl" ? -next : next, 0);
        return;
      }
    }
    const pages = this.reading?.pages ?? [];
    const next = pages[pages.indexOf(this.#page()) + by];
    if (next) choose({ document: next.file });
  }

  #page() {
    const pages = this.reading?.pages ?? [];
    return pages.find((page) => page.file === state.document) ?? pages[0];
  }

  async #load(keepsPlace) {
    const page = this.#page();
    if (!page) {
      this.frame.removeAttribute("srcdoc");
      return;
    }
    const share = keepsPlace ? this.#share() : 0;
    const html = await source.page(this.reading, page.file);
    if (page !== this.#page()) return;
    this.pending = share;
    const base = `<base href="${source.base(this.reading, page.file)}">`;
    this.frame.title = page.title;
    this.frame.srcdoc = html.replace(/<head>/i, `<head>${base}`);
  }

  #loaded() {
    const inside = this.frame.contentDocument;
    if (!inside?.body) return;
    inside.addEventListener("click", (event) => this.#click(event));
    inside.addEventListener("keydown", (event) => { if (this.key(event)) event.preventDefault(); });
    this.#dress();
    this.element.dataset.shown = this.#page()?.file ?? "";
  }

  #dress() {
    this.#fit();
    const inside = this.frame.contentDocument;
    if (!inside?.head) return;
    const share = this.pending ?? this.#share();
    this.pending = null;
    inside.getElementById("issuepress-look")?.remove();
    const look = inside.createElement("style");
    look.id = "issuepress-look";
    look.textContent = lookOf(state);
    inside.head.append(look);
    const { scrollWidth, scrollHeight, clientWidth } = inside.documentElement;
    const rtl = this.#page()?.direction === "rtl" ? -1 : 1;
    if (state.turning === "pages") this.frame.contentWindow.scrollTo(rtl * Math.round((share * scrollWidth) / clientWidth) * clientWidth, 0);
    else this.frame.contentWindow.scrollTo(0, share * scrollHeight);
  }

  #share() {
    const root = this.frame.contentDocument?.documentElement;
    const inside = this.frame.contentWindow;
    if (!root) return 0;
    return Math.max(Math.abs(inside.scrollX) / root.scrollWidth, inside.scrollY / root.scrollHeight) || 0;
  }

  #fit() {
    const [, width, height] = DEVICES[state.device] ?? DEVICES.phone;
    const room = this.element.clientHeight - 64;
    const scale = Math.min(1, room / (height + 48), (this.element.clientWidth - 48) / (width + 48));
    this.device.dataset.device = state.device;
    this.device.dataset.light = state.light;
    this.device.style.setProperty("--width", `${width}px`);
    this.device.style.setProperty("--height", `${height}px`);
    this.device.style.setProperty("--shrink", Math.max(scale, 0.2));
  }

  #click(event) {
    const link = event.target.closest("a[href]");
    if (link) {
      event.preventDefault();
      this.#follow(link);
      return;
    }
    const block = event.target.closest("[data-line]");
    const inside = this.frame.contentDocument;
    for (const former of inside.querySelectorAll("[data-chosen]")) former.removeAttribute("data-chosen");
    const file = this.fileOf(this.#page()?.part);
    if (block) block.setAttribute("data-chosen", "");
    if (file) pointAt(file, block ? Number(block.dataset.line) : null, block ? "" : this.#page().title);
  }

  #follow(link) {
    const [path, id] = link.href.split("#");
    const page = this.reading.pages.find((each) => source.base(this.reading, each.file) === path);
    if (page && page !== this.#page()) choose({ document: page.file });
    else if (id) this.frame.contentDocument.getElementById(decodeURIComponent(id))?.scrollIntoView();
  }
}

function lookOf({ light, size, turning }) {
  const [, paper, ink] = LIGHTS[light] ?? LIGHTS.light;
  const plain = paper
    ? `html, body { background: ${paper} !important; color: ${ink} !important }
       body * { color: inherit !important; background-color: transparent !important; border-color: currentColor !important }`
    : "html { background: #fff; color-scheme: light }";
  const paged = `html { height: 100%; overflow: hidden !important }
    body { box-sizing: border-box; height: 100vh; margin: 0 !important; padding: 32px 28px !important;
      column-width: calc(100vw - 56px); column-gap: 56px; column-fill: auto }
    img, svg { max-height: calc(100vh - 80px); object-fit: contain; break-inside: avoid }`;
  const scrolled = "body { margin: 0 !important; padding: 28px 26px !important }";
  return `html { font-size: ${size}% } ${plain} ${turning === "pages" ? paged : scrolled}
    [data-line] { cursor: pointer } [data-chosen] { outline: 2px solid #1f6feb; outline-offset: 3px }`;
}
