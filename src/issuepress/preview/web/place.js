// The place that was pointed at: file and line, copied, and opened where there is an editor.

import { button, byId } from "./dom.js";
import { source } from "./source.js";

let canOpen = false;

export function setEditor(isThere) {
  canOpen = isThere;
}

export function pointAt(file, line, kind) {
  const words = line ? `${file}:${line}` : file;
  const said = byId("place");
  said.replaceChildren(kind ? `${kind} · ` : "", code(words), " ");
  said.append(button("Copy", () => copy(words), { class: "small" }));
  if (canOpen) said.append(" ", button("Open", () => source.openPlace(file, line), { class: "small" }));
  copy(words);
  if (canOpen) source.openPlace(file, line);
}

export function placeButton(file, line) {
  const words = line ? `${file}:${line}` : file;
  return button(words, () => pointAt(file, line, ""), { class: "path", title: canOpen ? "Open" : "Copy" });
}

async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    byId("place").dataset.copied = "yes";
  } catch {
    copyBySelection(words);
  }
}

function copyBySelection(words) {
  const field = document.createElement("textarea");
  field.value = words;
  field.className = "unseen";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  byId("place").dataset.copied = done ? "yes" : "no";
}

function code(words) {
  const element = document.createElement("code");
  element.textContent = words;
  return element;
}
