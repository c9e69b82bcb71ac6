// <target-chart data="id of a JSON script" label="…">: a target's goal, pace and figures over time.
// Drawn on a canvas, because the content security policy allows no style inside markup.
import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent, MarkLineComponent, TitleComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";
import { type ChartData, place, sentence, sources } from "./chart-data.ts";
import type { Palette } from "./chart-marks.ts";
import { chartOption } from "./chart-option.ts";

echarts.use([
  BarChart,
  LineChart,
  ScatterChart,
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
  LabelLayout,
  CanvasRenderer,
]);

const SHEET = 660; // pixels across a printed A4 sheet, inside its margins
const LOW = 180; // pixels a printed drawing is high at least
const dark = matchMedia("(prefers-color-scheme: dark)");
const PICTURE = { width: 1200, height: 640 }; // pixels, drawn at twice the density

class TargetChart extends HTMLElement {
  private data!: ChartData;
  private chart!: echarts.ECharts;
  private current = -1;
  private readonly plot = document.createElement("div");
  private readonly readout = document.createElement("p");
  private readonly resizer = new ResizeObserver(() => this.chart.resize());

  connectedCallback(): void {
    const script = document.getElementById(this.getAttribute("data") ?? "");
    if (!script?.textContent || this.chart) return;
    this.data = JSON.parse(script.textContent) as ChartData;
    this.build();
    this.chart = echarts.init(this.plot);
    this.draw();
    this.resizer.observe(this.plot);
    dark.addEventListener("change", this.draw);
    addEventListener("beforeprint", this.print);
    addEventListener("afterprint", this.draw);
    this.listen();
  }

  disconnectedCallback(): void {
    this.resizer.disconnect();
    dark.removeEventListener("change", this.draw);
    removeEventListener("beforeprint", this.print);
    removeEventListener("afterprint", this.draw);
    this.chart?.dispose();
  }

  private readonly draw = (): void => {
    this.chart.resize({ width: "auto", height: "auto" });
    this.chart.setOption(chartOption(this.data, palette(this), this.plot.clientWidth), true);
  };

  /** Paper is light and no wider than a sheet, whatever the screen. */
  private readonly print = (): void => {
    const wide = Math.min(this.plot.clientWidth, SHEET);
    this.chart.resize({ width: wide, height: Math.max(LOW, wide / 2.4) });
    this.chart.setOption(chartOption(this.data, onPaper(this), wide), true);
  };

  private get label(): string {
    return this.getAttribute("label") ?? "";
  }

  private build(): void {
    this.plot.className = "chart-plot";
    this.plot.tabIndex = 0;
    this.plot.setAttribute("role", "application");
    this.plot.setAttribute("aria-label", `${this.label}走势图，按左右方向键逐点查看`);
    this.readout.className = "chart-readout";
    this.readout.setAttribute("aria-live", "polite");
    this.readout.textContent = this.data.points.length
      ? "点选一处，或用左右方向键逐点看数和来源。"
      : "还没有可画的数据，只画出目标。";
    const save = document.createElement("button");
    save.type = "button";
    save.className = "btn chart-tools";
    save.textContent = "存为图片";
    save.addEventListener("click", () => this.save());
    const foot = document.createElement("div");
    foot.className = "chart-foot";
    foot.append(this.readout, save);
    this.append(this.plot, foot);
  }

  private listen(): void {
    this.plot.addEventListener("keydown", (event) => {
      const last = this.data.points.length - 1;
      const from = this.current < 0 ? last + 1 : this.current;
      const next = { ArrowLeft: from - 1, ArrowRight: this.current + 1, Home: 0, End: last }[event.key];
      if (next === undefined || last < 0) return;
      event.preventDefault();
      this.select(Math.max(0, Math.min(last, next)));
    });
    const zr = this.chart.getZr();
    for (const name of ["mousemove", "click"] as const)
      zr.on(name, (event) => this.select(this.nearest(event.offsetX, event.offsetY)));
  }

  private nearest(x: number, y: number): number {
    const bars = this.data.style === "bars";
    let [best, least] = [-1, Infinity];
    this.data.points.forEach((point, index) => {
      const at = this.chart.convertToPixel({ gridIndex: 0 }, [bars ? index : place(point), point.value]);
      const distance = Math.hypot((at[0] ?? 0) - x, ((at[1] ?? 0) - y) / 4);
      if (distance < least) [best, least] = [index, distance];
    });
    return best;
  }

  private select(index: number): void {
    const point = this.data.points[index];
    if (!point || index === this.current) return;
    this.chart.dispatchAction({ type: "downplay", seriesId: "points" });
    this.chart.dispatchAction({ type: "highlight", seriesId: "points", dataIndex: index });
    this.current = index;
    this.readout.textContent = sentence(point, this.data.unit);
  }

  /** A picture of fixed size with title and sources, whatever the screen it is saved from. */
  private save(): void {
    const picture = echarts.init(document.createElement("div"), null, { ...PICTURE, devicePixelRatio: 2 });
    const colours = onPaper(this);
    picture.setOption({
      ...chartOption(this.data, colours, PICTURE.width),
      backgroundColor: colours.paper,
      grid: { left: 24, right: this.data.style === "bars" ? 112 : 40, top: 108, bottom: 64, containLabel: true },
      title: [
        { text: this.label, left: 24, top: 20, textStyle: { fontSize: 20, color: colours.ink } },
        {
          text: `截至${this.data.at}　来源：${sources(this.data).join("；") || "无"}`,
          left: 24,
          bottom: 20,
          textStyle: { width: PICTURE.width - 48, overflow: "truncate", fontSize: 13, fontWeight: "normal", color: colours.soft },
        },
      ],
    });
    const link = document.createElement("a");
    link.href = picture.getDataURL({ type: "png" });
    link.download = `${this.label} ${this.data.at}.png`;
    link.click();
    picture.dispose();
  }
}

/** The colours of what leaves the screen. */
function onPaper(place: HTMLElement): Palette {
  place.classList.add("on-paper");
  const colours = palette(place);
  place.classList.remove("on-paper");
  return colours;
}

function palette(place: HTMLElement): Palette {
  const style = getComputedStyle(place);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: token("ink"),
    soft: token("soft"),
    line: token("line"),
    paper: token("paper"),
    brand: token("brand"),
    font: getComputedStyle(document.body).fontFamily,
    states: {
      met: token("met"),
      on_course: token("on-course"),
      running: token("on-course"),
      behind: token("behind"),
      missed: token("missed"),
    },
  };
}

customElements.define("target-chart", TargetChart);
