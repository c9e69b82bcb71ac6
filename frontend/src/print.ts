// The one button of a dossier that is shown as it will be printed.

export function watchPrint(): void {
  document.querySelector("[data-print]")?.addEventListener("click", () => print());
}
