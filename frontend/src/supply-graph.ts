// <supply-graph data="id of a JSON script">: who sells to whom, upstream at the left, the city within its border.
// Arrow keys walk along the links, Enter opens a firm; a phone reads it as a list, and the table says the same.
import { picture, save } from "./map-picture.ts";
import { MapView } from "./map-view.ts";
import {
  bundles,
  hits,
  linksOf,
  step,
  type SupplyColumn,
  type SupplyFirm,
  type SupplyGraphData,
  type SupplyLink,
} from "./supply-graph-data.ts";
import { listed, told } from "./supply-graph-words.ts";
import { button, handed, hatch, html, svg } from "./svg.ts";

const READABLE = 0.6; // of the drawing's own size
const HATCH = "supply-hatch";
const DENSE = 1_000; // links that would hide each other
const RING = 3; // between a firm of the city and the ring around it
const AROUND = 60; // a firm with its name
const narrow = matchMedia("(max-width: 560px)");

class SupplyGraph extends HTMLElement {
  private data!: SupplyGraphData;
  private links!: SupplyLink[][];
  private view: MapView | undefined;
  private readonly frame = html("div", "map-frame");
  private readonly plot = svg("svg", { class: "map-plot supply-plot", role: "group" });
  private readonly lit = svg("g", { class: "supply-lit", "aria-hidden": "true" });
  private readonly found = html("span", "map-found");
  private readonly side = html("div", "map-side supply-side");
  private firms: SVGElement[] = [];
  private near: SVGElement[] = [];
  private chosen: number | undefined;

  connectedCallback(): void {
    const data = handed<SupplyGraphData>(this.getAttribute("data"));
    if (!data || this.data) return;
    this.data = data;
    this.links = linksOf(data);
    this.side.setAttribute("aria-live", "polite");
    this.found.setAttribute("role", "status");
    this.show(narrow.matches);
    narrow.addEventListener("change", () => this.show(narrow.matches));
  }

  private show(asList: boolean): void {
    if (asList) return this.replaceChildren(listed(this.data, this.links));
    this.replaceChildren(this.frame);
    if (!this.view) this.draw();
    const hint = html("p", "map-hint", "指着一家看它的上下游，点开是企业档案；方向键沿供货关系移动，回车打开。");
    this.replaceChildren(this.tools(), this.frame, hint, this.side);
  }

  private draw(): void {
    this.plot.setAttribute("aria-label", `${this.data.title}，方向键沿供货关系移动，回车打开企业`);
    this.firms = this.data.nodes.map((firm, place) => this.firm(firm, place));
    const lines = svg("g", { class: "supply-lines", "aria-hidden": "true" }, ...this.lines(this.data.links));
    const columns = svg("g", { class: "map-columns" }, ...this.data.columns.map((column) => head(column)));
    this.plot.classList.toggle("supply-dense", this.data.links.length > DENSE);
    this.plot.append(hatch(HATCH), ...this.border(), columns, lines, this.lit, svg("g", {}, ...this.firms));
    this.frame.append(this.plot);
    this.view = new MapView(this.plot, this.data.size, READABLE, true, true);
    this.plot.addEventListener("pointerleave", () => this.trace(this.chosen));
  }

  private border(): SVGElement[] {
    if (!this.data.border) return [];
    const { x, y, width, height, name } = this.data.border;
    return [
      svg("path", { class: "supply-border", d: `M${x} ${y}h${width}v${height}h${-width}Z` }),
      svg("text", { class: "supply-city", x: x + 8, y: y - 8 }, name),
    ];
  }

  private lines(links: SupplyLink[]): SVGElement[] {
    return bundles(this.data, links).map(({ width, sole, d }) =>
      svg("path", { class: sole ? "supply-line supply-only" : "supply-line", "stroke-width": width, d }),
    );
  }

  private firm(firm: SupplyFirm, place: number): SVGElement {
    const look = { class: looks(firm), tabindex: place ? -1 : 0, "aria-label": spoken(firm) };
    const parts = [svg("title", {}, firm.name), ...circles(firm), label(firm, this.data.columns[firm.column])];
    const made = firm.href
      ? svg("a", { ...look, href: firm.href }, ...parts)
      : svg("g", { ...look, role: "img" }, ...parts);
    made.addEventListener("focus", () => this.select(place));
    made.addEventListener("pointerenter", () => this.trace(place));
    made.addEventListener("keydown", (event) => this.walk(event, place));
    made.addEventListener("click", (event) => {
      if (this.plot.classList.contains("map-moving")) event.preventDefault();
    });
    return made;
  }

  private walk(event: KeyboardEvent, place: number): void {
    if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const next = step(this.data, this.links, place, event.key);
    if (next !== undefined) this.firms[next]?.focus();
  }

  private select(place: number): void {
    if (this.chosen !== undefined) this.firms[this.chosen]?.setAttribute("tabindex", "-1");
    this.firms[place]?.setAttribute("tabindex", "0");
    this.chosen = place;
    this.trace(place);
    this.reveal(place);
  }

  private reveal(place: number): void {
    const firm = this.data.nodes[place];
    if (firm) this.view?.reveal(firm.x - AROUND, firm.y - AROUND / 2, 2 * AROUND, AROUND);
  }

  /** A firm's links and those at their other ends stand out, all else grows pale. */
  private trace(place: number | undefined): void {
    for (const firm of this.near) firm.classList.remove("supply-near");
    const links = place === undefined ? [] : (this.links[place] ?? []);
    const places = new Set(links.flatMap(({ from, to }) => [from, to]).concat(place ?? []));
    this.near = [...places].flatMap((each) => this.firms[each] ?? []);
    for (const firm of this.near) firm.classList.add("supply-near");
    this.lit.replaceChildren(...this.lines(links));
    this.plot.classList.toggle("supply-tracing", place !== undefined);
    this.side.replaceChildren(...(place === undefined ? [] : told(this.data, links, place)));
  }

  private tools(): HTMLElement {
    const box = html("input", "form-control map-search");
    box.type = "search";
    box.placeholder = "找企业";
    box.setAttribute("aria-label", "在图里找企业");
    box.addEventListener("input", () => this.search(box.value));
    box.addEventListener("keydown", (event) => {
      const [first] = hits(this.data, box.value);
      if (event.key === "Enter" && first !== undefined) this.firms[first]?.focus();
    });
    const view = this.view ? [this.view.tools()] : [];
    return html("div", "map-tools", box, this.found, ...view, button("导出图片", () => this.save()));
  }

  private search(text: string): void {
    const found = hits(this.data, text);
    const all = new Set(found);
    this.firms.forEach((firm, place) => firm.classList.toggle("supply-hit", all.has(place)));
    this.plot.classList.toggle("supply-searching", text.trim() !== "");
    this.found.textContent = text.trim() ? (found.length ? `找到${found.length}家` : "没有找到，换个词试试") : "";
    if (found[0] !== undefined) this.reveal(found[0]);
  }

  private save(): void {
    const { title, at, notes, size, inside, outside } = this.data;
    const like = (selector: string) => this.plot.querySelector<SVGGraphicsElement>(selector);
    const legend = [
      { word: inside, like: like(".supply-inside circle") },
      { word: outside, like: like(".supply-outside circle") },
      { word: "唯一来源", like: like(".supply-ring") },
      { word: "其他，合成一个", like: like(".supply-others circle") },
    ].filter((each) => each.like);
    this.trace(undefined);
    save(picture(this.plot, { title, size, notes: [`截至${at}。${notes.join("；")}。`], legend }), `${title} ${at}.png`);
  }
}

function looks(firm: SupplyFirm): string {
  const more = [firm.sole && "supply-sole", firm.strong && "supply-strong"].filter(Boolean);
  return ["supply-firm", `supply-${firm.kind}`, ...more].join(" ");
}

function spoken(firm: SupplyFirm): string {
  return [firm.name, firm.words, firm.sole && "有客户只有这一个来源"].filter(Boolean).join("，");
}

function circles({ kind, sole, x, y, r }: SupplyFirm): SVGElement[] {
  const body = svg("circle", { class: "supply-body", cx: x, cy: y, r });
  if (kind === "others") body.setAttribute("fill", `url(#${HATCH})`);
  const ring = { class: "supply-ring", cx: x, cy: y, r: kind === "outside" ? r : r + RING };
  return sole ? [body, svg("circle", ring)] : [body];
}

/** Under the circle in the city; outside beside it, away from the links. */
function label({ x, y, r, sole, label }: SupplyFirm, column: SupplyColumn | undefined): SVGTextElement {
  const beside = (side: 1 | -1, look: string) => svg("text", { class: look, x: x + side * (r + 7), y: y + 4.5 }, label);
  if (column?.side === "left") return beside(-1, "supply-name supply-end");
  if (column?.side === "right") return beside(1, "supply-name supply-start");
  return svg("text", { class: "supply-name", x, y: y + r + (sole ? RING : 0) + 15 }, label);
}

function head({ name, x, side }: SupplyColumn): SVGTextElement {
  return svg("text", { class: `supply-head supply-head-${side}`, x, y: 46 }, name);
}

customElements.define("supply-graph", SupplyGraph);
