// From a target's figures to an ECharts option: a pure function, so the screen and the saved picture agree.
import type { EChartsCoreOption } from "echarts/core";
import { type ChartData, figure, type Goal, KINDS, type Point, written } from "./chart-data.ts";

export interface Palette {
  ink: string;
  soft: string;
  line: string;
  brand: string;
  font: string;
  states: Record<string, string>;
}

const GOAL_WORDS = 88; // pixels at the right of the bars

type Row = [string | number, number];

/** The option for `data`; `points` is the series whose items the element steps through. */
export function chartOption(data: ChartData, palette: Palette): EChartsCoreOption {
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
          pace(data, palette),
          trend(data, palette),
          ...projection(data, palette),
          linePoints(data, palette),
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
    ...data.points.map((point) => point.date),
    ...(data.projection ? [data.projection.date] : []),
  ].sort();
}

function time(data: ChartData, palette: Palette) {
  const days = extent(data);
  const base = axis(palette);
  return {
    ...base,
    type: "time",
    min: days[0],
    max: days[days.length - 1],
    splitLine: { show: false },
    axisLabel: { ...base.axisLabel, formatter: { year: "{yyyy}年", month: "{M}月", day: "{M}-{dd}" } },
  };
}

function categories(data: ChartData, palette: Palette) {
  return { ...axis(palette), type: "category", data: data.points.map((point) => point.label) };
}

/** From zero, unless a line moves so little that zero would flatten it. */
function values(data: ChartData, palette: Palette, bars: boolean) {
  const all = [...data.goal, ...data.points].map((each) => each.value);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const base = axis(palette);
  return {
    ...base,
    type: "value",
    boundaryGap: [0, "14%"], // room for the words above the highest mark
    name: data.unit,
    nameTextStyle: { color: palette.soft, align: "right" },
    scale: !bars && low > 0 && (high - low) / high < 0.3,
    axisLine: { show: false },
    axisLabel: { ...base.axisLabel, formatter: written },
  };
}

/** Each goal as a labelled line over the time it is in force; a range as a band. */
function goals(data: ChartData, palette: Palette) {
  return data.goal.map((goal) => ({
    type: "line",
    silent: true,
    symbol: "circle",
    symbolSize: 0.1,
    lineStyle: { color: palette.ink, width: 1.5 },
    data: [
      { value: [goal.from, goal.value] },
      { value: [goal.to, goal.value], label: goalLabel(goal, palette) },
    ],
    markArea: goal.value_max == null ? undefined : band(goal, palette),
    z: 3,
  }));
}

function goalLabel(goal: Goal, palette: Palette) {
  return { ...text(palette), show: true, formatter: goal.label, align: "right" };
}

function band(goal: Goal, palette: Palette) {
  return {
    silent: true,
    itemStyle: { color: palette.ink, opacity: 0.07 },
    data: [[{ coord: [goal.from, goal.value] }, { coord: [goal.to, goal.value_max] }]],
  };
}

function pace(data: ChartData, palette: Palette) {
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
      label: { formatter: `截至${data.at}`, color: palette.brand, position: "end", align: side(data, data.at) },
      data: [{ xAxis: data.at }],
    },
  };
}

/** Words at a day lean into the drawing when the day lies near its edge. */
function side(data: ChartData, day: string): "left" | "center" | "right" {
  const days = extent(data).map((each) => Date.parse(each));
  const [first, last, at] = [days[0] ?? 0, days[days.length - 1] ?? 0, Date.parse(day)];
  const share = (at - first) / Math.max(last - first, 1);
  return share > 0.85 ? "right" : share < 0.15 ? "left" : "center";
}

/** The way from figure to figure, thin: nothing is known in between. */
function trend(data: ChartData, palette: Palette) {
  return {
    type: "line",
    silent: true,
    symbol: "none",
    lineStyle: { color: palette.brand, width: 1, opacity: 0.5 },
    data: known(data).map((point): Row => [point.date, point.value]),
  };
}

/** From the last figure to where its method leads, dotted, ending in a hollow mark. */
function projection(data: ChartData, palette: Palette) {
  const end = data.projection;
  if (!end) return [];
  const last = known(data).at(-1);
  const label = { ...text(palette), show: true, formatter: `${end.label}${written(end.value)}${data.unit}`, color: palette.brand, position: "bottom", align: "right" };
  return [
    {
      type: "line",
      silent: true,
      symbol: "none",
      lineStyle: { color: palette.brand, width: 1, type: [2, 3] },
      data: last ? [[last.date, last.value] as Row, [end.date, end.value] as Row] : [],
    },
    {
      type: "scatter",
      silent: true,
      symbol: "emptyDiamond",
      symbolSize: 11,
      itemStyle: { color: palette.brand },
      data: [{ value: [end.date, end.value], label }],
    },
  ];
}

function known(data: ChartData): Point[] {
  return data.points.filter((point) => point.kind === "direct" || point.kind === "computed");
}

/** Words over the drawing, with a rim of paper so that lines do not strike them through. */
function text(palette: Palette) {
  return { position: "top", color: palette.ink, textBorderColor: "#fff", textBorderWidth: 3 };
}

function colour(point: Point, palette: Palette): string {
  return palette.states[point.state ?? ""] ?? palette.brand;
}

function linePoints(data: ChartData, palette: Palette) {
  return {
    id: "points",
    type: "scatter",
    z: 5,
    symbolSize: 11,
    emphasis: { scale: 1.5 },
    labelLayout: { hideOverlap: true },
    data: data.points.map((point) => ({
      value: [point.date, point.value],
      symbol: KINDS[point.kind]?.symbol ?? "emptyCircle",
      itemStyle: { color: colour(point, palette), borderWidth: 2, opacity: 1 },
      label: { ...text(palette), show: true, formatter: figure(point, data.unit), align: side(data, point.date) },
    })),
  };
}

function barPoints(data: ChartData, palette: Palette) {
  return {
    id: "points",
    type: "bar",
    barMaxWidth: 44,
    emphasis: { itemStyle: { borderColor: palette.ink, borderWidth: 2 } },
    labelLayout: { hideOverlap: true },
    data: data.points.map((point) => ({
      value: point.value,
      itemStyle: {
        color: colour(point, palette),
        // What is not the thing itself is hatched by a dashed outline and a pale body.
        ...(point.kind === "direct" ? {} : { opacity: 0.45, borderType: "dashed", borderColor: palette.ink }),
      },
      label: { ...text(palette), ...besideGoal(data, point), show: true, formatter: figure(point, data.unit) },
    })),
  };
}

function goalOf(data: ChartData, point: Point): Goal | undefined {
  return data.goal.find((goal) => goal.from <= point.date && point.date <= goal.to);
}

/** A bar that ends just below its goal's line carries its figure inside, where the line is not. */
function besideGoal(data: ChartData, point: Point) {
  const room = 0.12 * Math.max(...data.points.map((each) => each.value));
  const above = (goalOf(data, point)?.value ?? -Infinity) - point.value;
  const inside = above >= 0 && above < room && point.value > room;
  return inside ? { position: "insideTop", color: "#fff", textBorderWidth: 0 } : {};
}

/** The goal of each period as a line across its bar; the last one carries the words. */
function barGoals(data: ChartData, palette: Palette) {
  const asked = data.points.map((point) => goalOf(data, point));
  const last = asked.length - 1;
  return {
    type: "scatter",
    silent: true,
    symbol: "rect",
    symbolSize: [64, 2],
    itemStyle: { color: palette.ink, opacity: 1 },
    z: 4,
    data: asked.map((goal, index) => ({
      value: goal ? [index, goal.value] : [index, "-"],
      label: {
        show: index === last && goal !== undefined,
        formatter: goal?.label ?? "",
        position: "right",
        width: GOAL_WORDS - 8,
        overflow: "break",
        color: palette.ink,
      },
    })),
  };
}
