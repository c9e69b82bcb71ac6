// A file that was chosen is named. A form marked data-guard asks before it is left half filled; a form is sent once, however often one clicks.

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
  });
  addEventListener("beforeunload", (event) => {
    if (changed.size > 0) event.preventDefault();
  });
}
