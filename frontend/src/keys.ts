// Keys for acts on a row: an element with `aria-keyshortcuts` is pressed by that key, unless one is typing.

export function watchKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping()) return;
    const key = event.key.toLowerCase();
    const pressed = Array.from(document.querySelectorAll<HTMLElement>("[aria-keyshortcuts]")).find(
      (each) => each.getAttribute("aria-keyshortcuts") === key && each.checkVisibility(),
    );
    if (!pressed) return;
    event.preventDefault();
    pressed.click();
    pressed.closest("details")?.querySelector<HTMLElement>("textarea, input:not([type=hidden])")?.focus();
  });
}

export function isTyping(): boolean {
  const active = document.activeElement;
  return (
    active instanceof HTMLInputElement ||
    active instanceof HTMLTextAreaElement ||
    active instanceof HTMLSelectElement
  );
}
