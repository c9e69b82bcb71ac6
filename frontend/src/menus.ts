// Menus are <details data-menu>. They open without a script; this closes them again.

export function watchMenus(): void {
  const open = () => document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]");

  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    for (const menu of open()) {
      if (!menu.contains(target)) menu.open = false;
      else if (target.closest("[data-close]")) close(menu);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") for (const menu of open()) close(menu);
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of open()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
}

function close(menu: HTMLDetailsElement): void {
  menu.open = false;
  menu.querySelector("summary")?.focus();
}
