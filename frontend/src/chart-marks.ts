// What the words and marks of a chart look like.
import type { Point } from "./chart-data.ts";

export interface Palette {
  ink: string;
  soft: string;
  line: string;
  paper: string;
  brand: string;
  font: string;
  states: Record<string, string>;
}

/** Words over the drawing, with a rim of paper so that lines do not strike them through. */
export function text(palette: Palette) {
  return { position: "top", color: palette.ink, textBorderColor: palette.paper, textBorderWidth: 3 };
}

/** A shape, filled or hollow: what is hollow has the colour of the paper inside. */
export function mark(symbol: string, colour: string, palette: Palette) {
  const hollow = symbol.startsWith("empty");
  const shape = hollow ? (symbol[5] ?? "").toLowerCase() + symbol.slice(6) : symbol;
  const inside = hollow ? palette.paper : colour;
  return { symbol: shape, itemStyle: { color: inside, borderColor: colour, borderWidth: 2, opacity: 1 } };
}

export function colour(point: Point, palette: Palette): string {
  return palette.states[point.state ?? ""] ?? palette.brand;
}
