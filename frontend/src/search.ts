// The key "/" goes to the search box, unless one is typing. While one types in it, what fits is suggested below: a
// combobox (w3.org/WAI/ARIA/apg/patterns/combobox). The list comes from the server as a part of a page.

import { isTyping } from "./keys.ts";

const PAUSE = 200; // milliseconds without a letter, then the server is asked

export function watchSearch(): void {
  const box = document.querySelector<HTMLInputElement>("[data-hotkey='/']");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping()) return;
    event.preventDefault();
    if (box?.checkVisibility()) box.select();
    else document.querySelector<HTMLElement>(".search-link")?.focus();
  });
  for (const each of document.querySelectorAll<HTMLElement>("[data-suggest]")) suggest(each);
}

function suggest(frame: HTMLElement): void {
  const box = frame.querySelector("input") as HTMLInputElement;
  const list = frame.querySelector("[role=listbox]") as HTMLElement;
  const status = frame.querySelector("[role=status]") as HTMLElement;
  const options = () => Array.from(list.querySelectorAll<HTMLAnchorElement>("[role=option]"));
  let chosen: HTMLAnchorElement | undefined;
  let asked: ReturnType<typeof setTimeout> | undefined;

  const choose = (option?: HTMLAnchorElement) => {
    chosen?.setAttribute("aria-selected", "false");
    chosen = option;
    chosen?.setAttribute("aria-selected", "true");
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) box.setAttribute("aria-activedescendant", chosen.id);
    else box.removeAttribute("aria-activedescendant");
  };
  const show = (open: boolean) => {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    choose();
  };
  const close = () => {
    clearTimeout(asked);
    show(false);
  };
  const ask = () => {
    clearTimeout(asked);
    if (!box.value.trim()) close();
    else asked = setTimeout(() => box.dispatchEvent(new Event("suggest")), PAUSE);
  };
  const step = (by: number) => {
    const all = options();
    if (list.hidden) {
      if (all.length && box.value.trim()) show(true);
      else return ask();
    }
    // One place more than there are options: there the box itself is meant.
    const place = chosen ? all.indexOf(chosen) : all.length;
    choose(all[(place + by + all.length + 1) % (all.length + 1)]);
  };
  const keys: Record<string, () => void> = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: () => chosen?.click(),
    Escape: close,
  };

  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");
  // Letters that become characters only when they are chosen are no words yet.
  box.addEventListener("input", (event) => (event as InputEvent).isComposing || ask());
  box.addEventListener("compositionend", ask);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || !(event.key in keys)) return;
    if (event.key === "Enter" && !chosen) return close();
    if (event.key === "Escape" && list.hidden) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]?.();
  });
  frame.addEventListener("focusout", (event) => frame.contains(event.relatedTarget as Node) || close());
  // Too often, or no server: what was suggested for other words is no help.
  for (const failed of ["htmx:responseError", "htmx:sendError"])
    box.addEventListener(failed, () => {
      list.replaceChildren();
      close();
    });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("htmx:afterSwap", () => {
    const all = options();
    for (const [place, option] of all.entries()) option.id = `${list.id}-${place}`;
    const here = document.activeElement === box && box.value.trim() !== "";
    show(here && all.length > 0);
    status.textContent = !here ? "" : all.length ? `${all.length}条提示，按上下方向键选` : "没有提示，按回车搜索";
  });
}
