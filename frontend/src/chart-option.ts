// From a target's figures to an ECharts option: a pure function, so the screen and the saved picture agree.
import type { EChartsCoreOption } from "echarts/core";
import { barGoals, barPoints, GOAL_WORDS } from "./chart-bars.ts";
import { type ChartData, figure, type Goal, KINDS, place, type Point, written } from "./chart-data.ts";
import { colour, mark, type Palette, text } from "./chart-marks.ts";

const HALF_WORDS = 36; // pixels that the words of a figure need at either side

type Row = [string | number, number];

/** The option for `data` in a place so many pixels `wide`; the element steps through the items of the series `points`. */
export function chartOption(data: ChartData, palette: Palette, wide: number): EChartsCoreOption {
  const bars = data.style === "bars";
  return {
    animation: false,
    textStyle: { fontFamily: palette.font, color: palette.ink },
    grid: { left: 8, right: bars && data.goal.length ? GOAL_WORDS : 24, top: 34, bottom: 8, containLabel: true },
    xAxis: bars ? categories(data, palette) : time(data, palette),
    yAxis: values(data, palette, bars),
    series: bars
      ? [barPoints(data, palette), barGoals(data, palette)]
      : [
          ...goals(data, palette),
          periods(data, palette),
          pace(data, palette, wide),
          trend(data, palette),
          ...projection(data, palette),
          linePoints(data, palette, wide),
        ],
  };
}

function axis(palette: Palette) {
  return {
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { show: false },
    axisLabel: { color: palette.soft, hideOverlap: true },
    splitLine: { lineStyle: { color: palette.line, opacity: 0.6 } },
  };
}

/** Every day that must be in the picture, in order. */
function extent(data: ChartData): string[] {
  return [
    data.due,
    data.at,
    ...data.goal.flatMap((goal) => [goal.from, goal.to]),
    ...data.points.flatMap((point) => [point.starts ?? point.date, point.date]),
    ...(data.projection ? [data.projection.date] : []),
  ].sort();
}

function time(data: ChartData, palette: Palette) {
  const spans = bands(data);
  const base = axis(palette);
  const edges = [...spans.map((span) => span.from), spans[spans.length - 1]?.to ?? 0];
  const words = new Map(spans.map((span) => [(span.from + span.to) / 2, span.word]));
  return {
    ...base,
    type: "time",
    min: edges[0],
    max: edges[edges.length - 1],
    splitLine: { show: false },
    axisTick: { show: true, customValues: edges, lineStyle: { color: palette.line } },
    axisLabel: { ...base.axisLabel, customValues: [...words.keys()], formatter: (at: number) => words.get(at) ?? "" },
  };
}

interface Band {
  from: number;
  to: number;
  word: string;
}

/** The years in the picture, or its quarters where it holds no more than one year: each named in its middle. */
function bands(data: ChartData): Band[] {
  const days = extent(data).map((day) => new Date(day));
  const [first, last] = [days[0] as Date, days[days.length - 1] as Date];
  const years = Array.from(
    { length: last.getUTCFullYear() - first.getUTCFullYear() + 1 },
    (_, index) => first.getUTCFullYear() + index,
  );
  if (years.length > 1) return years.map((year) => band(year, 0, 12, `${year}年`));
  return [0, 3, 6, 9].map((month) => band(years[0] as number, month, month + 3, `${month / 3 + 1}季度`));
}

function band(year: number, from: number, to: number, word: string): Band {
  return { from: Date.UTC(year, from, 1), to: Date.UTC(year, to, 1), word };
}

function categories(data: ChartData, palette: Palette) {
  return { ...axis(palette), type: "category", data: data.points.map((point) => point.label) };
}

function values(data: ChartData, palette: Palette, bars: boolean) {
  const base = axis(palette);
  return {
    ...base,
    type: "value",
    // Room for the words above the highest mark, and below the lowest where the axis does not begin at zero.
    boundaryGap: [limits(data)[0] > 0 && !bars ? "10%" : 0, "14%"],
    name: data.unit,
    nameTextStyle: { color: palette.soft, align: "right" },
    scale: !bars && limits(data)[0] > 0,
    axisLine: { show: false },
    axisLabel: { ...base.axisLabel, formatter: written },
  };
}

/** The lowest and highest value in sight: from zero, unless a line moves so little that zero would flatten it. */
function limits(data: ChartData): [number, number] {
  const ahead = data.projection ? [data.projection.value] : [];
  const all = [...[...data.goal, ...data.points].map((each) => each.value), ...ahead];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return low > 0 && (high - low) / high < 0.3 ? [low, high] : [Math.min(0, low), high];
}

/** Each goal as a labelled line over the time it is in force; a range as a band. */
function goals(data: ChartData, palette: Palette) {
  return data.goal.map((goal) => ({
    type: "line",
    silent: true,
    symbol: "circle",
    symbolSize: 0.1,
    lineStyle: { color: palette.ink, width: 1.5 },
    labelLayout: { hideOverlap: true },
    data: goalEnds(data, goal, palette),
    markArea: goal.value_max == null ? undefined : range(goal, palette),
    z: 3,
  }));
}

/** The goal's words stand at the end of its line that is farther from the figures, above or below it. */
function goalEnds(data: ChartData, goal: Goal, palette: Palette) {
  const days = extent(data).map((day) => Date.parse(day));
  const [first, last] = [Math.min(...days), Math.max(...days)];
  const high = Math.max(...data.points.map((point) => point.value), ...data.goal.map((each) => each.value), 1);
  const across = (day: string) => (Date.parse(day) - first) / Math.max(last - first, 1);
  const ahead = data.projection ? [[across(data.projection.date), data.projection.value / high] as const] : [];
  const marks = [...data.points.map((point) => [across(place(point)), point.value / high] as const), ...ahead];
  const spots = [goal.to, goal.from].flatMap((day) => [0.06, -0.06].map((lift) => ({ day, lift })));
  const room = ({ day, lift }: (typeof spots)[0]) =>
    Math.min(1, ...marks.map(([x, y]) => Math.hypot((x - across(day)) / 2, y + 0.05 - goal.value / high - lift)));
  const best = spots.reduce((kept, spot) => (room(spot) > room(kept) + 0.02 ? spot : kept));
  const label = {
    ...text(palette),
    show: true,
    formatter: goal.label,
    position: best.lift > 0 ? "top" : "bottom",
    align: best.day === goal.to ? "right" : "left",
  };
  return [goal.from, goal.to].map((day) => ({ value: [day, goal.value], ...(day === best.day ? { label } : {}) }));
}

function range(goal: Goal, palette: Palette) {
  return {
    silent: true,
    itemStyle: { color: palette.ink, opacity: 0.07 },
    data: [[{ coord: [goal.from, goal.value] }, { coord: [goal.to, goal.value_max] }]],
  };
}

function pace(data: ChartData, palette: Palette, wide: number) {
  const rows = data.pace.map((step): Row => [step.date, step.value]);
  return {
    type: "line",
    silent: true,
    symbol: "none",
    lineStyle: { color: palette.soft, width: 1, type: [4, 4] },
    data: rows,
    markLine: {
      silent: true,
      symbol: "none",
      lineStyle: { color: palette.brand, width: 1, type: "solid" },
      label: { formatter: `截至${data.at}`, color: palette.brand, position: "end", align: side(data, data.at, wide) },
      data: [{ xAxis: data.at }],
    },
  };
}

/** The time a figure speaks of, as a bar through its mark: a year's amount lies over its year. */
function periods(data: ChartData, palette: Palette) {
  const spans = data.points.filter((point) => point.starts);
  return {
    type: "line",
    silent: true,
    symbol: "none",
    lineStyle: { color: palette.brand, width: 2, opacity: 0.6 },
    data: spans.flatMap((point) => [[point.starts, point.value], [point.date, point.value], ["-", "-"]]),
  };
}

/** Words at a day lean into the drawing when the day lies near its edge. */
function side(data: ChartData, day: string, wide: number): "left" | "center" | "right" {
  const spans = bands(data);
  const [first, last, at] = [spans[0]?.from ?? 0, spans[spans.length - 1]?.to ?? 0, Date.parse(day)];
  const share = (at - first) / Math.max(last - first, 1);
  const lean = HALF_WORDS / wide;
  return share > 1 - lean ? "right" : share < lean ? "left" : "center";
}

/** The way from figure to figure, thin: nothing is known in between. A quarter is not led on to a year. */
function trend(data: ChartData, palette: Palette) {
  return {
    type: "line",
    silent: true,
    symbol: "none",
    lineStyle: { color: palette.brand, width: 1, opacity: 0.5 },
    data: [...alike(known(data)).values()].flatMap((points) => [
      ...points.map((point): Row => [place(point), point.value]),
      ["-", "-"],
    ]),
  };
}

/** Figures by how many quarters they speak of; those of a day by themselves. */
function alike(points: Point[]): Map<number, Point[]> {
  const quarters = ({ starts, date }: Point) =>
    starts ? Math.round((Date.parse(date) - Date.parse(starts)) / (91 * 86_400_000)) : -1;
  const groups = new Map<number, Point[]>();
  for (const point of points) groups.set(quarters(point), [...(groups.get(quarters(point)) ?? []), point]);
  return groups;
}

/** From the last figure to where its method leads, dotted, ending in a hollow mark. */
function projection(data: ChartData, palette: Palette) {
  const end = data.projection;
  if (!end) return [];
  const last = known(data).at(-1);
  const label = { ...text(palette), show: true, formatter: `${end.label}${written(end.value)}${data.unit}`, color: palette.brand, position: ahead(data, end), align: "right" };
  return [
    {
      type: "line",
      silent: true,
      symbol: "none",
      lineStyle: { color: palette.brand, width: 1, type: [2, 3] },
      data: last ? [[place(last), last.value] as Row, [end.date, end.value] as Row] : [],
    },
    {
      type: "scatter",
      silent: true,
      symbolSize: 11,
      ...mark("emptyDiamond", palette.brand, palette),
      labelLayout: { hideOverlap: true },
      data: [{ value: [end.date, end.value], label }],
    },
  ];
}

/** The words stand on the side that the dotted line does not come from, unless the goal's line runs there. */
function ahead(data: ChartData, end: { date: string; value: number }): "top" | "bottom" {
  const rises = (known(data).at(-1)?.value ?? 0) <= end.value;
  return rises && !nearGoal(data, end.date, end.value) ? "top" : "bottom";
}

function known(data: ChartData): Point[] {
  return data.points.filter((point) => point.kind === "direct" || point.kind === "computed");
}

function linePoints(data: ChartData, palette: Palette, wide: number) {
  return {
    id: "points",
    type: "scatter",
    z: 5,
    symbolSize: 11,
    emphasis: { scale: 1.5 },
    labelLayout: { hideOverlap: true, moveOverlap: "shiftY" },
    data: data.points.map((point) => ({
      value: [place(point), point.value],
      ...mark(KINDS[point.kind]?.symbol ?? "emptyCircle", colour(point, palette), palette),
      label: {
        ...text(palette),
        ...beside(data, point, wide),
        show: true,
        formatter: figure(point, data.unit),
      },
    })),
  };
}

/** Where the words of a mark stand: above it, unless a goal's line or another mark is there; never under the axis. */
function beside(data: ChartData, point: Point, wide: number) {
  const at = place(point);
  const days = extent(data).map((day) => Date.parse(day));
  const long = Math.max(...days) - Math.min(...days);
  const [low, high] = limits(data);
  const above = (other: Point) => other.value > point.value && other.value - point.value < 0.16 * (high - low);
  const near = (other: Point) => Math.abs(Date.parse(place(other)) - Date.parse(at)) < 0.12 * long;
  const over = data.points.find((other) => above(other) && near(other));
  if (!over && !nearGoal(data, at, point.value)) return { position: "top", align: side(data, at, wide) };
  if (point.value - low > 0.2 * (high - low)) return { position: "bottom", align: side(data, at, wide) };
  return { position: over && place(over) >= at ? "left" : "right" };
}

/** Whether a goal's line runs where the words above a mark would stand. */
function nearGoal(data: ChartData, at: string, value: number): boolean {
  const [low, high] = limits(data);
  const near = (line: number) => line >= value && line - value < 0.16 * (high - low);
  return data.goal.some((goal) => goal.from <= at && at <= goal.to && [goal.value, goal.value_max ?? goal.value].some(near));
}
