// Small helpers to build SVG with attributes and classes alone: the content security policy allows no inline style.

type Attributes = Record<string, string | number>;

export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

export function html<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className = "",
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

export function button(label: string, act: () => void): HTMLButtonElement {
  const made = html("button", "btn", label);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/** Cuts a text that is too wide for its place; the whole of it stays as the element's title. */
export function clip(text: SVGTextElement, width: number): void {
  const whole = text.textContent ?? "";
  if (text.getComputedTextLength() <= width) return;
  let kept = whole.length;
  do text.textContent = `${whole.slice(0, --kept)}…`;
  while (kept > 1 && text.getComputedTextLength() > width);
}

/** A pattern for what is not known, to be named as `fill`. */
export function hatch(id: string): SVGDefsElement {
  const line = svg("path", { d: "M-2 2L2 -2M0 8L8 0M6 10L10 6", class: "map-hatching" });
  return svg("defs", {}, svg("pattern", { id, width: 8, height: 8, patternUnits: "userSpaceOnUse" }, line));
}

/** The JSON that the page hands to an island, by the id of its script. */
export function handed<Data>(id: string | null): Data | null {
  const script = document.getElementById(id ?? "");
  return script?.textContent ? (JSON.parse(script.textContent) as Data) : null;
}
