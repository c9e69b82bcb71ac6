// <chain-map data="id of a JSON script">: the segments of a chain from upstream to downstream, with the firms inside.
// Arrow keys walk along the lines, Enter opens a segment; the table on the page says the same in words.
import { type ChainMapData, hits, outline, type Segment, stacked, step } from "./chain-map-data.ts";
import { picture, save } from "./map-picture.ts";
import { MapView } from "./map-view.ts";
import { button, clip, handed, html, svg } from "./svg.ts";

const READABLE = 0.64; // of the drawing's own size
const narrow = matchMedia("(max-width: 560px)");
const PAD = 11;

class ChainMap extends HTMLElement {
  private data!: ChainMapData;
  private drawn!: ChainMapData;
  private view!: MapView;
  private readonly plot = svg("svg", { class: "map-plot", role: "group" });
  private readonly found = html("span", "map-found");
  private readonly side = html("div", "map-side");
  private chosen: Segment | undefined;
  private readonly links = new Map<number, SVGAElement>();

  connectedCallback(): void {
    const data = handed<ChainMapData>(this.getAttribute("data"));
    if (!data || this.data) return;
    this.data = data;
    this.plot.setAttribute("aria-label", `${data.title}，方向键沿上下游移动，回车打开环节`);
    this.lay(narrow.matches);
    this.side.setAttribute("aria-live", "polite");
    this.found.setAttribute("role", "status");
    const frame = html("div", "map-frame");
    frame.append(this.plot);
    this.view = new MapView(this.plot, this.drawn.size, READABLE, !narrow.matches);
    const hint = html(
      "p",
      "map-hint",
      html("span", "with-pointer", "点一个环节看里面的企业，再点打开；方向键沿上下游移动，回车打开。"),
      html("span", "with-finger", "点一个环节看里面的企业和上下游，再点打开。"),
    );
    this.replaceChildren(this.tools(), frame, hint, this.side);
    for (const [key, link] of this.links) this.cut(link, this.node(key));
    narrow.addEventListener("change", () => this.lay(narrow.matches));
  }

  /** Draws the chain across, or its stages one below the other. */
  private lay(down: boolean): void {
    this.drawn = down ? stacked(this.data) : this.data;
    this.plot.classList.toggle("map-stacked", down);
    this.links.clear();
    this.plot.replaceChildren(this.columns(), this.lines(), this.segments());
    if (!this.view) return;
    for (const [key, link] of this.links) this.cut(link, this.node(key));
    this.view.use(this.drawn.size, !down);
    this.trace(this.chosen);
  }

  private node(key: number): Segment {
    return this.drawn.nodes.find((each) => each.key === key) as Segment;
  }

  /** Where it stands across, by which the arrow keys walk. */
  private original({ key }: Segment): Segment {
    return this.data.nodes.find((each) => each.key === key) as Segment;
  }

  private columns(): SVGGElement {
    return svg("g", { class: "map-columns" }, ...this.drawn.columns.map(({ name, x, y }) => svg("text", { x, y: y ?? 16 }, name)));
  }

  private lines(): SVGGElement {
    const drawn = this.drawn.edges.map((edge) =>
      svg("path", { class: "map-line", d: edge.path, "data-from": edge.from, "data-to": edge.to }),
    );
    return svg("g", { "aria-hidden": "true" }, ...drawn);
  }

  private segments(): SVGGElement {
    this.drawn.nodes.forEach((node, index) => this.links.set(node.key, this.segment(node, index === 0)));
    return svg("g", {}, ...this.links.values());
  }

  private segment(node: Segment, first: boolean): SVGAElement {
    const [width, height] = this.data.node;
    const judged = node.judged ? `专班${node.judged}` : "";
    const link = svg(
      "a",
      {
        href: node.href,
        class: `map-node map-${node.state}`,
        tabindex: first ? 0 : -1,
        "aria-label": [
          node.name,
          node.word,
          judged && `专班判断${node.judged}`,
          node.words,
          node.marked && `${node.marked}个项目在补`,
        ]
          .filter(Boolean)
          .join("，"),
      },
      svg("title", {}, node.name),
      svg("path", { class: "map-box", d: outline(node.state, node.x, node.y, width, height) }),
      svg("text", { class: "map-name", x: node.x + PAD, y: node.y + 17 }, node.name),
      svg("text", { class: "map-word", x: node.x + width - PAD, y: node.y + 16 }, node.word),
      svg("text", { class: "map-words", x: node.x + PAD, y: node.y + 33 }, node.words),
      svg("text", { class: "map-judged", x: node.x + width - PAD, y: node.y + 33 }, judged),
      ...(node.marked ? this.mark(node) : []),
    );
    link.addEventListener("focus", () => this.select(node));
    link.addEventListener("pointerenter", () => this.trace(node));
    link.addEventListener("pointerleave", () => this.trace(this.chosen));
    link.addEventListener("keydown", (event) => this.walk(event, node));
    link.addEventListener("click", (event) => this.pick(event, node));
    return link;
  }

  /** On the left edge, where no words stand: something is under way that fills this segment. */
  private mark(node: Segment): SVGElement[] {
    const [x, y] = [node.x, node.y + this.data.node[1] / 2];
    return [
      svg("circle", { class: "map-mark", cx: x, cy: y, r: 8 }),
      svg("text", { class: "map-mark-count", x, y: y + 4 }, `${node.marked}`),
    ];
  }

  /** Names and figures that are too wide for their box are cut, once the fonts can be measured. */
  private cut(link: SVGAElement, node: Segment): void {
    const [name, , words] = link.querySelectorAll("text");
    const width = this.data.node[0];
    if (name) clip(name, width - 2 * PAD - 14 * node.word.length - 4);
    if (words) clip(words, width - 2 * PAD - (node.judged ? 62 : 0));
  }

  private walk(event: KeyboardEvent, node: Segment): void {
    const next = step(this.data, this.original(node), event.key);
    if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    if (next) this.links.get(next.key)?.focus();
  }

  /** A click looks inside; a second one, or one with a key for a new window, follows the link. */
  private pick(event: MouseEvent, node: Segment): void {
    if (this.plot.classList.contains("map-moving")) return event.preventDefault();
    const keyboard = event.detail === 0;
    if (keyboard || event.detail > 1 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.select(node);
  }

  private select(node: Segment): void {
    this.chosen = node;
    for (const [key, link] of this.links) {
      link.classList.toggle("map-chosen", key === node.key);
      link.setAttribute("tabindex", key === node.key ? "0" : "-1");
    }
    this.trace(node);
    const [width, height] = this.data.node;
    this.view.reveal(node.x, node.y, width, height);
    this.side.replaceChildren(...this.told(node));
  }

  /** The lines of one segment stand out, over all others, which grow pale. */
  private trace(node: Segment | undefined): void {
    const lit: SVGPathElement[] = [];
    for (const line of this.plot.querySelectorAll<SVGPathElement>(".map-line")) {
      const { from, to } = line.dataset;
      const own = node !== undefined && [from, to].includes(String(node.key));
      line.classList.toggle("map-lit", own);
      if (own) lit.push(line);
    }
    for (const line of lit) line.parentElement?.append(line);
    this.plot.classList.toggle("map-tracing", lit.length > 0);
  }

  private told(node: Segment): Node[] {
    const head = html("p", "map-side-head", linked(node.name, node.href), ` ${node.word}`);
    if (node.judged) head.append(`，专班判断“${node.judged}”`);
    if (node.strategy) head.append(`，方案部署${node.strategy}`);
    const firms = html("ul", "map-firms");
    for (const { name, role, href } of node.members)
      firms.append(html("li", "", href ? linked(name, href) : name, html("small", "soft", role)));
    const rest = node.firms - node.members.length;
    if (rest > 0) firms.append(html("li", "", linked(`另有${rest}家`, node.href)));
    const filling = html("p", "", "在补的项目：");
    node.marks.forEach(({ name, href }, index) => filling.append(index ? "、" : "", linked(name, href)));
    const marks = node.marks.length ? [filling] : [];
    return [head, html("p", "soft", node.why), ...marks, ...(node.members.length ? [firms] : [])];
  }

  private tools(): HTMLElement {
    const box = html("input", "form-control map-search");
    box.type = "search";
    box.placeholder = "找环节、产品";
    box.setAttribute("aria-label", "在图里找环节、产品");
    box.addEventListener("input", () => this.search(box.value));
    box.addEventListener("keydown", (event) => {
      const [first] = hits(this.data, box.value);
      if (event.key === "Enter" && first) this.links.get(first.key)?.focus();
    });
    return html("div", "map-tools", box, this.found, this.view.tools(), button("导出图片", () => this.save()));
  }

  private search(text: string): void {
    const found = new Set(hits(this.data, text).map((node) => node.key));
    for (const [key, link] of this.links) {
      link.classList.toggle("map-hit", found.has(key));
      link.classList.toggle("map-dim", text.trim() !== "" && !found.has(key));
    }
    const [first] = found;
    this.found.textContent = text.trim() ? (found.size ? `找到${found.size}个` : "没有找到，换个词试试") : "";
    if (first !== undefined) {
      const node = this.node(first);
      this.view.reveal(node.x, node.y, ...this.data.node);
    }
  }

  private save(): void {
    const { title, at, notes, legend, size } = this.data;
    const down = this.drawn !== this.data;
    if (down) this.lay(false);
    const canvas = picture(this.plot, {
      title,
      size,
      notes: [`截至${at}。${notes.join("；")}。`],
      legend: legend.map(({ state, word }) => ({ word, like: this.plot.querySelector(`.map-${state} .map-box`) })),
    });
    if (down) this.lay(true);
    save(canvas, `${title} ${at}.png`);
  }
}

function linked(words: string, href: string): HTMLAnchorElement {
  const made = html("a", "", words);
  made.href = href;
  return made;
}

customElements.define("chain-map", ChainMap);
