// A file that was chosen is named. A form marked data-guard asks before it is left half filled; a form is sent once,
// however often one clicks. What is wrong with a form is told at its top (<c-errors>) and leads to the inputs.

export function watchForms(): void {
  const changed = new Set<HTMLFormElement>();

  document.addEventListener("input", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-guard]");
    if (form) changed.add(form);
  });
  document.addEventListener("change", (event) => {
    const input = event.target as HTMLInputElement;
    const name = input.closest(".file")?.querySelector(".file-name");
    if (name) name.textContent = Array.from(input.files ?? [], (file) => file.name).join("、") || "还没有选文件";
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    changed.delete(form);
    // Twice within five seconds is a double click.
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 5000);
    // Long work is seen to go on at the button that was pressed, until the next page is there.
    const pressed = event.submitter;
    setTimeout(() => !event.defaultPrevented && pressed?.setAttribute("aria-busy", "true"), 800);
    setTimeout(() => pressed?.removeAttribute("aria-busy"), 60_000);
  });
  addEventListener("pageshow", () => {
    for (const each of document.querySelectorAll("[aria-busy=true]")) each.removeAttribute("aria-busy");
  });
  addEventListener("beforeunload", (event) => {
    if (changed.size > 0) event.preventDefault();
  });
}

export function watchErrors(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>(".errors a");
    const place = link && document.getElementById(link.hash.slice(1));
    if (!place) return;
    event.preventDefault();
    for (let at = place.closest("details"); at; at = at.parentElement?.closest("details") ?? null) at.open = true;
    // Of a group of choices, the first is the input.
    const input = place.matches("input, select, textarea") ? place : place.querySelector("input");
    place.scrollIntoView({ block: "center" });
    input?.focus({ preventScroll: true });
  });
  document.addEventListener("htmx:afterSettle", (event) => tell(event.target as Element));
  tell(document);
}

function tell(part: ParentNode): void {
  part.querySelector<HTMLElement>(".errors")?.focus();
}
