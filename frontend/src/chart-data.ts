// What a page hands to <target-chart>; frontend/README.md says the same for those who write pages.

export interface Goal {
  from: string;
  to: string;
  value: number;
  value_max?: number | null;
  label: string;
}

export interface Point {
  /** The day it is of, or the last day of the period. */
  date: string;
  /** The first day of the period, where it speaks of one. */
  starts?: string;
  value: number;
  /** When: a day or a period. */
  label: string;
  /** The figure in words, where value, unit and precision do not say it all: 17—18家. */
  text?: string;
  state?: string;
  kind: string;
  precision?: string;
  source?: string;
}

export interface ChartData {
  unit: string;
  style?: "line" | "bars";
  goal: Goal[];
  pace: { date: string; value: number }[];
  points: Point[];
  at: string;
  due: string;
  projection: { date: string; value: number; label: string } | null;
}

// A part, a proxy or an input is not the thing: each kind has its own mark, and its word stands beside the figure.
export const KINDS: Record<string, { word: string; symbol: string }> = {
  direct: { word: "", symbol: "circle" },
  computed: { word: "推算", symbol: "emptyCircle" },
  flow: { word: "新增", symbol: "emptyTriangle" },
  partial: { word: "局部", symbol: "emptyRect" },
  proxy: { word: "近似", symbol: "emptyDiamond" },
  baseline: { word: "基期", symbol: "emptyRoundRect" },
  input: { word: "构成", symbol: "emptyPin" },
};
const PRECISIONS: Record<string, string> = { over: "超", about: "约", under: "近" };

const digits = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 4 });

/** Where a figure stands: on its day, or in the middle of its period. */
export function place(point: Point): string {
  if (!point.starts) return point.date;
  const middle = (Date.parse(point.starts) + Date.parse(point.date)) / 2;
  return new Date(middle).toISOString().slice(0, 10);
}

export function written(value: number): string {
  return digits.format(value);
}

/** The figure as reported, with the word of its kind: 约16家（局部）. */
export function figure(point: Point, unit: string): string {
  const word = KINDS[point.kind]?.word;
  const before = PRECISIONS[point.precision ?? ""] ?? "";
  return `${point.text ?? `${before}${written(point.value)}${unit}`}${word ? `（${word}）` : ""}`;
}

/** One line that says all about a point. */
export function sentence(point: Point, unit: string): string {
  const counts = ["direct", "computed", "baseline"].includes(point.kind);
  const parts = [figure(point, unit), counts ? "" : "不计入判断", point.source ?? ""];
  return `${point.label}：${parts.filter(Boolean).join("，")}`;
}

export function sources(data: ChartData): string[] {
  return [...new Set(data.points.flatMap((point) => point.source ?? []))];
}
