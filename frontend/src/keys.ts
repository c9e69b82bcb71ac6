// Keys for acts on a row: an element with `aria-keyshortcuts` is pressed by that key, unless one is typing. Where rows
// stand on the page (`data-row`), J and K go down and up among them; Enter then opens the row, as it does any link.

export function watchKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping()) return;
    const key = event.key.toLowerCase();
    const pressed = Array.from(document.querySelectorAll<HTMLElement>("[aria-keyshortcuts]")).find(
      (each) => each.getAttribute("aria-keyshortcuts") === key && each.checkVisibility(),
    );
    if (!pressed) {
      if (key === "j" || key === "k") walkRows(key === "j" ? 1 : -1);
      return;
    }
    event.preventDefault();
    pressed.click();
    pressed.closest("details")?.querySelector<HTMLElement>("textarea, input:not([type=hidden])")?.focus();
  });
}

function walkRows(step: number): void {
  const rows = Array.from(document.querySelectorAll<HTMLElement>("[data-row] a")).filter(
    (each) => each.checkVisibility() && each === each.closest("[data-row]")?.querySelector("a"),
  );
  const at = rows.findIndex((each) => each.closest("[data-row]")?.contains(document.activeElement));
  rows[at < 0 && step < 0 ? rows.length - 1 : Math.min(Math.max(at + step, 0), rows.length - 1)]?.focus();
}

export function isTyping(): boolean {
  const active = document.activeElement;
  return (
    active instanceof HTMLInputElement ||
    active instanceof HTMLTextAreaElement ||
    active instanceof HTMLSelectElement
  );
}
