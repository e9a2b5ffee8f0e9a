// Elements made in one call: tag, attributes, children. Listeners are attributes that begin with "on".

const SVG = "http://www.w3.org/2000/svg";

export function make(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

export function draw(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

export function choice(label, options, value, onChange) {
  const select = make("select", { "aria-label": label, onchange: () => onChange(select.value) });
  for (const [key, words] of options) select.append(make("option", { value: key, selected: key === value }, words));
  return select;
}

export function button(words, onClick, attributes = {}) {
  return make("button", { type: "button", onclick: onClick, ...attributes }, words);
}

export function toggle(words, isOn, onClick, attributes = {}) {
  return button(words, onClick, { "aria-pressed": String(isOn), ...attributes });
}

export function rectangle([left, top, width, height], attributes = {}) {
  return draw("rect", { x: left, y: top, width: Math.max(width, 0), height: Math.max(height, 0), ...attributes });
}

export const byId = (id) => document.getElementById(id);

export const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}
