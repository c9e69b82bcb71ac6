// <city-map data="id of a JSON script">: districts by output, parks and firms where they stand.
// Each district is a link to its firms; the table beside the map says the same in words.
import cities from "virtual:boundaries";
import { type CityMapData, path, type Project, projection, type Region, type Shape } from "./city-map-data.ts";
import { picture, save } from "./map-picture.ts";
import { MapView } from "./map-view.ts";
import { button, handed, hatch, html, svg } from "./svg.ts";

const WIDTH = 680;
const READABLE = 0.6; // its words are set larger for it
const HATCH = "city-hatch";

class CityMap extends HTMLElement {
  private data!: CityMapData;
  private size: [number, number] = [WIDTH, 0];
  private readonly plot = svg("svg", { class: "map-plot city-plot", role: "group" });
  private readonly side = html("div", "map-side");

  connectedCallback(): void {
    const data = handed<CityMapData>(this.getAttribute("data"));
    if (!data || this.data) return;
    this.data = data;
    void this.build();
  }

  private async build(): Promise<void> {
    const load = cities[this.data.layer];
    const shapes = load ? (await load()).default : this.data.shapes;
    const { project, height } = projection(shapes, WIDTH, Boolean(load));
    this.size = [WIDTH, height];
    this.plot.setAttribute("aria-label", `${this.data.title}分布图`);
    this.plot.append(hatch(HATCH), ...this.regions(shapes, project), this.marks(project), this.points(project));
    this.plot.append(this.names(shapes, project));
    this.side.setAttribute("aria-live", "polite");
    const frame = html("div", "map-frame");
    frame.append(this.plot);
    const view = new MapView(this.plot, this.size, READABLE, true);
    const tools = html("div", "map-tools", html("span", "map-found"), view.tools(), button("导出图片", () => this.save()));
    this.replaceChildren(tools, frame, this.side);
  }

  private region(shape: Shape): Region | undefined {
    return this.data.regions.find((region) => region.code === shape.code);
  }

  private regions(shapes: Shape[], project: Project): SVGElement[] {
    return shapes.map((shape) => {
      const region = this.region(shape);
      const body = svg("path", { class: `city-region ${shade(region)}`, d: path(shape, project), "fill-rule": "evenodd" });
      if (!region || region.shade === null) body.setAttribute("fill", `url(#${HATCH})`);
      if (!region) return body;
      const link = svg("a", { href: region.href, "aria-label": told(region) }, body);
      link.addEventListener("click", (event) => {
        if (this.plot.classList.contains("map-moving")) event.preventDefault();
      });
      for (const name of ["focus", "pointerenter"]) link.addEventListener(name, () => this.show(region));
      return link;
    });
  }

  /** Over everything else, so that no line strikes them through. */
  private names(shapes: Shape[], project: Project): SVGGElement {
    const words = shapes.flatMap((shape) => {
      const region = this.region(shape);
      if (!region) return [];
      const [x, y] = project(...shape.centre);
      return [
        svg("text", { class: "city-name", x, y: y - 4 }, region.name),
        svg("text", { class: "city-words", x, y: y + 16 }, brief(region)),
      ];
    });
    return svg("g", { class: "city-names", "aria-hidden": "true" }, ...words);
  }

  private marks(project: Project): SVGGElement {
    const drawn = this.data.marks.map((mark) => {
      const [x, y] = project(mark.x, mark.y);
      const body = svg("path", { class: "city-park", d: `M${x} ${y - 8}L${x + 8} ${y}L${x} ${y + 8}L${x - 8} ${y}Z` });
      body.append(svg("title", {}, `${mark.name}，${mark.firms}`));
      return body;
    });
    return svg("g", { "aria-hidden": "true" }, ...drawn);
  }

  private points(project: Project): SVGGElement {
    const drawn = this.data.points.map((point) => {
      const [cx, cy] = project(point.x, point.y);
      const dot = svg("circle", { class: `city-dot city-dot-${point.role}`, cx, cy, r: point.role === "anchor" ? 5 : 3.5 });
      const link = svg("a", { href: point.href, tabindex: -1 }, svg("title", {}, `${point.name}（${point.word}）`), dot);
      return link;
    });
    return svg("g", { "aria-hidden": "true" }, ...drawn);
  }

  private show(region: Region): void {
    const head = html("p", "map-side-head", region.name, `：${region.firms}，${region.output}`);
    const more = [region.roles, region.parks && `园区：${region.parks}`].filter(Boolean).join("；");
    this.side.replaceChildren(head, ...(more ? [html("p", "soft", more)] : []));
  }

  private save(): void {
    const { title, at, notes, told, legend } = this.data;
    const canvas = picture(this.plot, {
      title,
      size: this.size,
      notes: [`截至${at}。${notes.join("；")}。`, `${told}。`],
      legend: legend.map(({ shade, word }) => ({ word, like: this.plot.querySelector(`.city-${shade ?? "unknown"}`) })),
    });
    save(canvas, `${title} ${at}.png`);
  }
}

function shade(region: Region | undefined): string {
  return region && region.shade !== null ? `city-${region.shade}` : "city-unknown";
}

function brief(region: Region): string {
  return region.shade === null ? region.firms : `${region.firms} · ${region.output}`;
}

function told(region: Region): string {
  return [region.name, region.firms, region.output, region.roles].filter(Boolean).join("，");
}

customElements.define("city-map", CityMap);
