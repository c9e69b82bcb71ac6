// A form that was kept when its session ended is filled in again on its own page. The server writes what for:
// access/kept.py, to_refill.

type Refill = { action: string; key: string; fields: [string, string][]; seen: string[] };

export function refillForm(): void {
  const data = document.getElementById("refill");
  if (!data) return;
  const kept = JSON.parse(data.textContent ?? "") as Refill;
  const forms = [...document.querySelectorAll<HTMLFormElement>("main form[method=post]")];
  const form = forms.find((each) => path(each) === kept.action);
  if (!form) return;
  const texts = new Map<string, string[]>();
  for (const [name, text] of kept.fields) texts.set(name, [...(texts.get(name) ?? []), text]);
  for (const each of form.elements) fill(each, texts, kept.seen);
  const key = document.createElement("input");
  Object.assign(key, { type: "hidden", name: "kept", value: kept.key });
  form.append(key);
  document.getElementById("refilled")?.removeAttribute("hidden");
  document.getElementById("kept")?.setAttribute("hidden", "");
}

function path(form: HTMLFormElement): string {
  return new URL(form.getAttribute("action") || location.href, location.href).pathname;
}

function fill(element: Element, texts: Map<string, string[]>, seen: string[]): void {
  if (element instanceof HTMLSelectElement) {
    const chosen = texts.get(element.name);
    if (!chosen || !holds(element, chosen)) return;
    for (const option of element.options) option.selected = chosen.includes(option.value);
  } else if (element instanceof HTMLTextAreaElement) {
    const text = texts.get(element.name)?.shift();
    if (text === undefined) return;
    element.value = text;
  } else if (element instanceof HTMLInputElement) {
    if (["checkbox", "radio"].includes(element.type)) {
      element.checked = (texts.get(element.name) ?? []).includes(element.value);
    } else {
      if (["file", "password", "submit", "button"].includes(element.type)) return;
      if (element.type === "hidden" && !seen.includes(element.name)) return;
      const text = texts.get(element.name)?.shift();
      if (text === undefined) return;
      element.value = text;
    }
  } else {
    return;
  }
  for (const name of ["input", "change"]) element.dispatchEvent(new Event(name, { bubbles: true }));
}

// A list that another choice fills may not hold it yet: then it stays as it is.
function holds(select: HTMLSelectElement, chosen: string[]): boolean {
  const there = [...select.options].map((each) => each.value);
  return chosen.every((each) => there.includes(each));
}
