// A grid of figures (work/grids.py): each cell is sent as one leaves it, a block pasted from a spreadsheet fills down and
// right. What could not be sent stays in the page, is told in words and sent again; nothing is kept anywhere else.

const RETRIES = [3000, 10_000, 30_000];

type Before = [name: string, text: string][];

export function watchGrid(form: HTMLFormElement): void {
  const grid = new Grid(form);
  form.addEventListener("change", (event) => grid.changed(event.target as Element));
  form.addEventListener("input", (event) => grid.typing(event.target as Element));
  form.addEventListener("keydown", (event) => grid.walk(event));
  form.addEventListener("paste", (event) => grid.paste(event));
  form.addEventListener("click", (event) => grid.press(event));
  form.addEventListener("submit", (event) => grid.submit(event));
  addEventListener("online", () => void grid.send());
  addEventListener("beforeunload", (event) => {
    if (grid.unsent > 0) event.preventDefault();
  });
}

class Grid {
  private readonly waiting = new Set<string>();
  private readonly tried = new Map<string, string>();
  private sending = false;
  private leaving = false;
  private failed = 0;
  private pasted: Before = [];

  constructor(private readonly form: HTMLFormElement) {}

  get unsent(): number {
    return this.leaving ? 0 : this.waiting.size;
  }

  typing(element: Element): void {
    if (isTyped(element)) this.waiting.add(element.name);
  }

  changed(element: Element): void {
    if (!isTyped(element)) return;
    this.waiting.add(element.name);
    void this.send();
  }

  // Enter and the arrows go down and up a column, left and right where the caret is at an end of the text.
  walk(event: KeyboardEvent): void {
    const at = event.target as HTMLInputElement;
    if (!isTyped(at) || event.isComposing) return;
    if (at.dataset.cell === undefined) {
      if (event.key === "Enter") {
        event.preventDefault();
        this.changed(at);
      }
      return;
    }
    const [rows, columns] = step(event, at);
    if (!rows && !columns) return;
    event.preventDefault();
    const next = rows ? this.below(at, rows) : this.beside(at, columns);
    if (next) {
      next.focus();
      next.select();
    } else if (event.key === "Enter") this.changed(at);
  }

  private below(at: HTMLInputElement, step: number): HTMLInputElement | undefined {
    const column = [...this.form.querySelectorAll<HTMLInputElement>(`[data-cell="${at.dataset.cell}"]`)];
    return column[column.indexOf(at) + step];
  }

  private beside(at: HTMLInputElement, step: number): HTMLInputElement | undefined {
    const row = [...(at.closest("tr")?.querySelectorAll<HTMLInputElement>("[data-cell]") ?? [])];
    return row[row.indexOf(at) + step];
  }

  // Blanks of the block leave their cells as they are; what has no cell to go to is counted and told.
  paste(event: ClipboardEvent): void {
    const at = event.target as HTMLInputElement;
    const block = readBlock(event.clipboardData?.getData("text/plain") ?? "");
    if (at.dataset?.cell === undefined || (block.length < 2 && (block[0]?.length ?? 0) < 2)) return;
    event.preventDefault();
    const rows = [...this.form.querySelectorAll<HTMLTableRowElement>("tbody tr")];
    const [top, left] = [rows.indexOf(at.closest("tr") as HTMLTableRowElement), Number(at.dataset.cell)];
    const before: Before = [];
    let lost = 0;
    block.forEach((texts, down) =>
      texts.forEach((text, right) => {
        if (!text) return;
        const cell = rows[top + down]?.querySelector<HTMLInputElement>(`[data-cell="${left + right}"]`);
        if (!cell) lost += 1;
        else {
          before.push([cell.name, cell.value]);
          this.put(cell, text);
        }
      }),
    );
    this.pasted = before;
    this.tell("pasted", `刚粘贴${before.length}格${lost ? `，另有${lost}格没有地方放（不在表里，或已提交）` : ""}。`);
    void this.send();
  }

  press(event: Event): void {
    const button = (event.target as Element).closest<HTMLButtonElement>("button");
    if (!button) return;
    if (button.closest("[data-grid-pasted]")) {
      for (const [name, text] of this.pasted) {
        const cell = this.named(name);
        if (cell) this.put(cell, text);
      }
      this.tell("pasted", "");
      void this.send();
    } else if (button.name === "cure") {
      event.preventDefault();
      const [name, ...text] = button.value.split("=");
      const cell = this.named(name ?? "");
      if (cell) this.put(cell, text.join("="));
      void this.send();
    }
  }

  // Submitted whole: what is on its way comes first. After a session has ended the form goes to be kept (access/kept.py).
  submit(event: SubmitEvent): void {
    const plain = (event.submitter as HTMLElement | null)?.matches("[data-grid-again], [data-grid-plain]");
    if (!plain && this.sending) {
      event.preventDefault();
      delete this.form.dataset.sent;
      setTimeout(() => this.form.requestSubmit(event.submitter), 100);
      return;
    }
    this.leaving = true;
  }

  async send(): Promise<void> {
    if (this.sending || this.waiting.size === 0) return;
    this.sending = true;
    const names = [...this.waiting];
    this.waiting.clear();
    this.tried.clear();
    try {
      const answer = await fetch(this.form.action, { method: "POST", body: this.filled(names), headers: headers() });
      if ([200, 409, 422].includes(answer.status)) this.settle(await answer.text());
      else this.refused(names, answer.status);
    } catch {
      this.refused(names, 0);
    }
    this.sending = false;
    if (this.failed === 0) void this.send();
  }

  private filled(names: string[]): FormData {
    const data = new FormData();
    for (const each of this.form.querySelectorAll<HTMLInputElement>("input[type=hidden], [name=source]"))
      data.append(each.name, each.value);
    for (const name of names) {
      const text = this.named(name)?.value ?? "";
      this.tried.set(name, text);
      data.append(name, text);
    }
    return data;
  }

  private settle(html: string): void {
    this.failed = 0;
    this.tell("unsent", "");
    const part = new DOMParser().parseFromString(html, "text/html");
    for (const line of part.querySelectorAll("tr")) this.replace(line);
    this.say(part.querySelector("[data-saved]")?.textContent ?? "");
    for (const count of this.form.querySelectorAll<HTMLElement>("[data-count]")) {
      const lines = this.form.querySelectorAll<HTMLElement>(`tr[data-state="${count.dataset.count}"]`);
      count.textContent = String(lines.length);
    }
  }

  // What was typed since the cell was sent stays, and so does the caret.
  private replace(line: HTMLTableRowElement): void {
    const old = document.getElementById(line.id);
    if (!old) return;
    const focus = document.activeElement as HTMLInputElement | null;
    const within = focus && old.contains(focus) ? focus.name : "";
    const typed: Before = [];
    for (const each of old.querySelectorAll("input")) {
      const sent = this.tried.get(each.name);
      if (this.waiting.has(each.name) || (sent !== undefined && sent !== each.value)) typed.push([each.name, each.value]);
    }
    old.replaceWith(document.adoptNode(line));
    for (const [name, text] of typed) {
      const cell = this.named(name);
      if (cell) cell.value = text;
    }
    if (within) this.named(within)?.focus();
    this.see(line.dataset.record ?? "", line.dataset.version ?? "");
  }

  private see(record: string, version: string): void {
    const seen = this.form.elements.namedItem("seen") as HTMLInputElement;
    const others = seen.value.split(" ").filter((each) => each && !each.startsWith(`${record}=`));
    seen.value = [...others, ...(version ? [`${record}=${version}`] : [])].join(" ");
  }

  private refused(names: string[], status: number): void {
    for (const name of names) this.waiting.add(name);
    const waits = `${this.waiting.size}格还没有存，留在这一页上`;
    this.say("");
    if ([401, 403].includes(status)) {
      this.failed = RETRIES.length;
      this.tell("unsent", `登录已经结束，或这一页已过期：${waits}。`);
      return;
    }
    const wait = RETRIES[Math.min(this.failed, RETRIES.length - 1)];
    this.failed += 1;
    this.tell("unsent", `${status ? "服务器没有应答" : "连不上"}：${waits}，连上再存；先别关这一页。`);
    setTimeout(() => void this.send(), wait);
  }

  private put(cell: HTMLInputElement, text: string): void {
    cell.value = text;
    this.waiting.add(cell.name);
  }

  private named(name: string): HTMLInputElement | null {
    return this.form.querySelector<HTMLInputElement>(`tr input[name="${CSS.escape(name)}"]`);
  }

  private say(words: string): void {
    const place = this.form.querySelector("[data-grid-saved]");
    if (place) place.textContent = words;
  }

  private tell(what: string, words: string): void {
    const place = this.form.querySelector<HTMLElement>(`[data-grid-${what}]`);
    const span = place?.querySelector("span");
    if (!place || !span) return;
    span.textContent = words;
    place.hidden = !words;
  }
}

function isTyped(element: Element): element is HTMLInputElement {
  return element instanceof HTMLInputElement && element.closest("tr") !== null;
}

function step(event: KeyboardEvent, at: HTMLInputElement): [rows: number, columns: number] {
  if (event.ctrlKey || event.metaKey || event.altKey) return [0, 0];
  const whole = at.selectionStart === 0 && at.selectionEnd === at.value.length;
  switch (event.key) {
    case "Enter":
      return [event.shiftKey ? -1 : 1, 0];
    case "ArrowDown":
      return [1, 0];
    case "ArrowUp":
      return [-1, 0];
    case "ArrowLeft":
      return [0, whole || at.selectionEnd === 0 ? -1 : 0];
    case "ArrowRight":
      return [0, whole || at.selectionStart === at.value.length ? 1 : 0];
  }
  return [0, 0];
}

/** Rows and cells of a block as spreadsheets copy it: tabs between cells, quotes around what holds a break. */
function readBlock(text: string): string[][] {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
  return lines.map((line) => line.split("\t").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1").trim()));
}

function headers(): Record<string, string> {
  const named = document.body.getAttribute("hx-headers") ?? "{}";
  return { ...(JSON.parse(named) as Record<string, string>), "HX-Request": "true" };
}
