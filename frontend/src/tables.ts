// Marks the tables that fit their place: those need no scrolling frame, so their header sticks to the page.

export function watchTables(): void {
  const watcher = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const table = target.firstElementChild as HTMLElement;
      // A pixel more may be a fraction rounded up.
      target.classList.toggle("fits", table.offsetWidth <= target.clientWidth + 1);
    }
  });
  const watch = (root: ParentNode) => {
    for (const frame of root.querySelectorAll(".rows-frame")) watcher.observe(frame);
  };
  watch(document);
  document.addEventListener("htmx:load", (event) => watch(event.target as Element));
}
