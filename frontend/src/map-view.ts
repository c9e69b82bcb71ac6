// What part of a drawing is in sight: zoom by buttons or Ctrl and wheel, pan by dragging. It moves the viewBox.
import { button, html } from "./svg.ts";

const CLOSEST = 3;
const STEP = 1.25;
const RIM = 4; // around the drawing, so that no outline is cut
const UNDER = 20; // free under the drawing, in pixels
const LOW = 0.6; // of the window, where the drawing begins far down
const EDGE = 24; // what is brought into sight stands this far from the rim, in the drawing's units

export class MapView {
  private x = 0;
  private y = 0;
  private scale = 1;
  private smallest = 1;
  private box: { width: number; height: number };

  /** `least` is the smallest scale at which words can be read: a narrower place shows a part, not all of it small.
   * `whole`: it shows all of it nevertheless, and where it can within the window's height, unless it is `tall`. */
  constructor(
    private readonly plot: SVGSVGElement,
    size: [number, number],
    private readonly least: number,
    private whole = false,
    private readonly tall = false,
  ) {
    this.box = { width: size[0], height: size[1] };
    new ResizeObserver(() => this.fit()).observe(plot.parentElement as Element);
    this.listen();
  }

  /** Another drawing takes the place of this one. */
  use(size: [number, number], whole: boolean): void {
    this.box = { width: size[0], height: size[1] };
    this.whole = whole;
    this.fit();
  }

  /** All of it, or as much as stays readable, from its left edge. What could not be read anyhow is seen as a whole. */
  fit(): void {
    const wide = this.place().clientWidth / (this.box.width + 2 * RIM);
    const high = (innerHeight - this.top() - UNDER) / (this.box.height + 2 * RIM);
    const lowest = (innerHeight * LOW) / (this.box.height + 2 * RIM);
    this.scale = this.whole
      ? Math.min(1.15, wide, wide < this.least ? Math.max(high, lowest) : this.tall ? wide : Math.max(this.least, high))
      : Math.max(this.least, Math.min(1.15, wide));
    this.smallest = Math.min(this.least / 2, this.scale);
    this.plot.setAttribute("height", String(Math.ceil((this.box.height + 2 * RIM) * this.scale)));
    this.x = this.y = -RIM;
    this.show();
  }

  /** Where the drawing begins on the page. */
  private top(): number {
    return this.place().getBoundingClientRect().top + scrollY;
  }

  zoom(factor: number, at?: { x: number; y: number }): void {
    const { width, height } = this.seen();
    const middle = at ?? { x: this.x + width / 2, y: this.y + height / 2 };
    const scale = Math.max(this.smallest, Math.min(CLOSEST, this.scale * factor));
    this.x = middle.x - ((middle.x - this.x) * this.scale) / scale;
    this.y = middle.y - ((middle.y - this.y) * this.scale) / scale;
    this.scale = scale;
    this.show();
  }

  /** Moves no further than needed to have the rectangle in sight. */
  reveal(left: number, top: number, width: number, height: number): void {
    const seen = this.seen();
    const into = (start: number, room: number, from: number, long: number) =>
      Math.max(Math.min(start, from - EDGE), Math.min(from + long + EDGE - room, from - EDGE));
    this.x = into(this.x, seen.width, left, width);
    this.y = into(this.y, seen.height, top, height);
    this.show();
  }

  tools(): HTMLElement {
    const made = html(
      "span",
      "map-zoom",
      button("缩小", () => this.zoom(1 / STEP)),
      button("放大", () => this.zoom(STEP)),
      button("看全图", () => this.all()),
    );
    return made;
  }

  private all(): void {
    this.fit();
    this.zoom(Math.min(1, this.place().clientWidth / (this.box.width + 2 * RIM) / this.scale), { x: 0, y: 0 });
  }

  private place(): Element {
    return this.plot.parentElement as Element;
  }

  private seen(): { width: number; height: number } {
    return { width: this.place().clientWidth / this.scale, height: this.plot.clientHeight / this.scale };
  }

  private show(): void {
    const { width, height } = this.seen();
    if (!width) return;
    this.x = held(this.x, width, this.box.width);
    this.y = held(this.y, height, this.box.height);
    this.plot.setAttribute("viewBox", `${this.x} ${this.y} ${width} ${height}`);
    // A finger moves the page up and down, unless there is more of the drawing that way.
    this.plot.classList.toggle("map-deep", height < this.box.height);
    this.plot.classList.toggle("map-far", this.scale < this.least);
  }

  /** Paper shows the whole drawing, wherever the screen looks. */
  private readonly print = (): void => {
    const { width, height } = this.box;
    this.plot.setAttribute("viewBox", `${-RIM} ${-RIM} ${width + 2 * RIM} ${height + 2 * RIM}`);
  };

  private listen(): void {
    addEventListener("beforeprint", this.print);
    addEventListener("afterprint", () => this.show());
    this.plot.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        this.zoom(event.deltaY < 0 ? STEP : 1 / STEP, this.point(event));
      },
      { passive: false },
    );
    this.plot.addEventListener("pointerdown", (event) => {
      if (event.button === 0) this.drag(event);
    });
  }

  private point(event: MouseEvent): { x: number; y: number } {
    const frame = this.plot.getBoundingClientRect();
    return { x: this.x + (event.clientX - frame.left) / this.scale, y: this.y + (event.clientY - frame.top) / this.scale };
  }

  private drag(start: PointerEvent): void {
    const from = { x: this.x, y: this.y };
    const move = (event: PointerEvent) => {
      const [dx, dy] = [event.clientX - start.clientX, event.clientY - start.clientY];
      if (Math.hypot(dx, dy) < 5 && !this.plot.classList.contains("map-moving")) return;
      this.plot.classList.add("map-moving");
      this.x = from.x - dx / this.scale;
      this.y = from.y - dy / this.scale;
      this.show();
    };
    const end = () => {
      removeEventListener("pointermove", move);
      // The click that follows a drag is none.
      setTimeout(() => this.plot.classList.remove("map-moving"));
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end, { once: true });
    addEventListener("pointercancel", end, { once: true });
  }
}

/** A start at which something of the drawing fills the place; what is smaller than the place stands in its middle. */
function held(start: number, room: number, whole: number): number {
  return room >= whole + 2 * RIM ? (whole - room) / 2 : Math.max(-RIM, Math.min(whole + RIM - room, start));
}
