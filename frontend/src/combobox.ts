// A choice among many is searched by typing: name, initials of its pinyin, code. The select stays, hidden, and is what
// is sent; without a script it is all there is. Keys and roles (WAI-ARIA APG, combobox with a list) come from the
// package. A choice may be narrowed by one before it in the form. The server marks both: kernel/choices.py.
import Combobox from "@github/combobox-nav";

export function watchChoices(): void {
  prepare(document);
  document.addEventListener("htmx:load", (event) => prepare(event.target as Element));
}

function prepare(part: ParentNode): void {
  for (const select of part.querySelectorAll<HTMLSelectElement>("select[data-narrowed-by]")) narrow(select);
  for (const select of part.querySelectorAll<HTMLSelectElement>("select[data-search]:not([hidden])")) new Box(select);
}

// Of a choice that was narrowed, only what belongs to the choice before it can be chosen.
function narrow(select: HTMLSelectElement): void {
  const before = select.form?.elements.namedItem(select.dataset.narrowedBy ?? "");
  if (!(before instanceof HTMLSelectElement)) return;
  const apply = () => {
    for (const option of select.options) {
      const fits = !before.value || !option.dataset.of || option.dataset.of === before.value;
      option.disabled = option.hidden = !fits;
    }
    for (const group of select.querySelectorAll("optgroup")) {
      group.hidden = !group.querySelector("option:not(:disabled)");
    }
    if (select.selectedOptions[0]?.disabled) choose(select, "");
  };
  before.addEventListener("change", apply);
  apply();
}

function choose(select: HTMLSelectElement, value: string): void {
  if (select.value === value) return;
  select.value = value;
  for (const name of ["input", "change"]) select.dispatchEvent(new Event(name, { bubbles: true }));
}

const folded = (text: string) => text.normalize("NFKC").toUpperCase().replace(/\s+/g, "");

function rank(word: string, text: string): number {
  if (word === text) return 0;
  return word.startsWith(text) ? 1 : word.includes(text) ? 2 : 3;
}

let made = 0;

class Box {
  private readonly input = document.createElement("input");
  private readonly list = document.createElement("ul");
  private readonly told = document.createElement("p");
  private readonly panel = document.createElement("div");
  private readonly keys: Combobox;
  private typed = false;

  constructor(private readonly select: HTMLSelectElement) {
    this.dress();
    const marking = { tabInsertsSuggestions: false, firstOptionSelectionMode: "selected" } as const;
    this.keys = new Combobox(this.input, this.list, marking);
    const box = document.createElement("div");
    box.className = "combobox";
    select.before(box);
    select.hidden = true;
    box.append(select, this.input, this.panel);
    this.show();
    this.listen(box);
  }

  // The input takes the place of the select: its label, what describes it, and what links lead to.
  private dress(): void {
    const { select, input, list, told, panel } = this;
    const around = select.closest("label")?.firstChild?.textContent?.trim();
    Object.assign(input, { type: "text", id: select.id, autocomplete: "off", spellcheck: false });
    input.disabled = select.disabled;
    input.className = select.className;
    input.placeholder = [...select.options].find((each) => !each.value)?.text ?? "输入名称、拼音首字母或代码";
    for (const each of ["aria-describedby", "aria-invalid"]) {
      const given = select.getAttribute(each);
      if (given) input.setAttribute(each, given);
    }
    if (around) input.setAttribute("aria-label", around);
    select.removeAttribute("id");
    list.id = `choices-${++made}`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "可以选的");
    told.setAttribute("role", "status");
    panel.className = "combobox-panel";
    panel.hidden = true;
    panel.append(list, told);
  }

  private listen(box: HTMLElement): void {
    const { input, panel, select } = this;
    input.addEventListener("click", () => this.open(""));
    // The package listens at the input while the list is open; what follows it stands around.
    for (const name of ["input", "compositionend"]) {
      box.addEventListener(name, (event) => {
        if (event.target !== input) return;
        event.stopPropagation();
        this.typed = true;
        if (!(event as InputEvent).isComposing) this.open(input.value);
      });
    }
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape" && !panel.hidden) {
        event.stopPropagation();
        this.close();
      } else if (["ArrowDown", "ArrowUp"].includes(event.key) && panel.hidden) {
        event.preventDefault();
        this.open("");
      } else if (event.key === "Enter" && !panel.hidden) event.preventDefault();
    });
    input.addEventListener("blur", () => this.leave());
    select.addEventListener("change", () => this.show());
    panel.addEventListener("mousedown", (event) => event.preventDefault()); // the input keeps the focus
    panel.addEventListener("click", (event) => event.preventDefault()); // a label around would open it again
    this.list.addEventListener("combobox-commit", (event) => this.take(event.target as HTMLElement));
  }

  private open(text: string): void {
    const options = this.matching(folded(text));
    this.list.replaceChildren(...options.map((each) => this.item(each)));
    this.told.textContent = options.length ? `${options.length}项` : "没有这一项；换个名称、拼音首字母或代码";
    if (this.panel.hidden) {
      this.panel.hidden = false;
      this.keys.start();
    } else this.keys.resetSelection();
    if (!text) this.mark(options.findIndex((each) => each.selected));
  }

  // Before anything is typed, what was chosen is marked: Enter changes nothing.
  private mark(at: number): void {
    const item = this.list.children[at];
    if (!item) return;
    this.keys.clearSelection();
    item.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  // What the text names stands before what begins with it, and that before what holds it.
  private matching(text: string): HTMLOptionElement[] {
    const open = [...this.select.options].filter((each) => !each.disabled);
    if (!text) return open;
    const ranked = open.map((option) => {
      const words = [folded(option.text), ...(option.dataset.find ?? "").split(" ")];
      return { option, rank: Math.min(...words.map((word) => rank(word, text))) };
    });
    return ranked.filter((each) => each.rank < 3).sort((a, b) => a.rank - b.rank).map((each) => each.option);
  }

  private item(option: HTMLOptionElement): HTMLElement {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    item.id = `${this.list.id}-${option.index}`;
    item.dataset.value = option.value;
    item.append(option.text);
    const group = option.parentElement;
    if (group instanceof HTMLOptGroupElement) {
      const small = document.createElement("small");
      small.textContent = group.label;
      item.append(small);
    }
    return item;
  }

  private take(item: HTMLElement): void {
    choose(this.select, item.dataset.value ?? "");
    this.close();
  }

  // Who types and goes on means what is marked; who leaves it blank means none.
  private leave(): void {
    const marked = this.list.querySelector<HTMLElement>("[aria-selected=true]");
    if (this.typed && !this.input.value.trim()) choose(this.select, "");
    else if (this.typed && marked) choose(this.select, marked.dataset.value ?? "");
    this.close();
  }

  private close(): void {
    this.keys.stop();
    this.panel.hidden = true;
    this.show();
  }

  private show(): void {
    this.typed = false;
    const chosen = this.select.selectedOptions[0];
    this.input.value = chosen?.value ? chosen.text : "";
  }
}
