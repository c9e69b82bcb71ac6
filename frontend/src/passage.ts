// A paper beside what was read in it: where both fit side by side, the text is moved to the passage that is asked about.
export function showPassage(): void {
  const passage = document.getElementById("passage");
  if (!passage || location.hash || !matchMedia("(min-width: 64rem)").matches) return;
  const { top, bottom } = passage.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) passage.scrollIntoView({ block: "center" });
}
