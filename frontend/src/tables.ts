// Marks the tables that fit their place: those need no scrolling frame, so their header sticks to the page.
// Gives the cells of a table that stacks on a phone their column's name.

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
    for (const table of root.querySelectorAll<HTMLTableElement>(".stacks")) label(table);
  };
  watch(document);
  document.addEventListener("htmx:load", (event) => watch(event.target as Element));
}

function label(table: HTMLTableElement): void {
  const names = Array.from(table.querySelectorAll("thead th"), nameOf);
  for (const row of table.querySelectorAll("tbody tr:not(.group)")) {
    let place = 0;
    for (const cell of row.children as HTMLCollectionOf<HTMLTableCellElement>) {
      if (place && names[place]) cell.dataset.label = names[place];
      else if (place && cell.querySelector(".btn")) cell.classList.add("wrap");
      place += cell.colSpan;
      const typed = cell.querySelector("input:not([type=hidden])") !== null;
      if (!typed && ["", "—"].includes(cell.textContent.trim())) cell.dataset.blank = "";
    }
  }
}

/** What is shown of it, its unit in brackets: a column of buttons has a name for those alone who hear it. */
function nameOf(heading: Element): string {
  if (heading.querySelector(".visually-hidden")) return "";
  const [name, unit] = [heading.textContent.trim(), heading.querySelector(".unit")?.textContent.trim()];
  return unit && name.endsWith(unit) ? `${name.slice(0, -unit.length).trim()}（${unit}）` : name;
}
