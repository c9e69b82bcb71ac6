// The key "/" goes to the search box, unless one is typing.

import { isTyping } from "./keys.ts";

export function watchSearch(): void {
  const box = document.querySelector<HTMLInputElement>("[data-hotkey='/']");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping()) return;
    event.preventDefault();
    if (box?.checkVisibility()) box.select();
    else document.querySelector<HTMLElement>(".search-link")?.focus();
  });
}
