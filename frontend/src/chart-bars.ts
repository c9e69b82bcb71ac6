// Figures of single periods as bars, and the goal of each as a line across it.
import { type ChartData, figure, type Goal, type Point } from "./chart-data.ts";
import { colour, type Palette, text } from "./chart-marks.ts";

export const GOAL_WORDS = 88; // pixels at the right of the bars

export function barPoints(data: ChartData, palette: Palette) {
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
      label: { ...text(palette), ...besideGoal(data, point, palette), show: true, formatter: figure(point, data.unit) },
    })),
  };
}

function goalOf(data: ChartData, point: Point): Goal | undefined {
  return data.goal.find((goal) => goal.from <= point.date && point.date <= goal.to);
}

/** A bar that ends just below its goal's line carries its figure inside, where the line is not. */
function besideGoal(data: ChartData, point: Point, palette: Palette) {
  const room = 0.12 * Math.max(...data.points.map((each) => each.value));
  const above = (goalOf(data, point)?.value ?? -Infinity) - point.value;
  const inside = above >= 0 && above < room && point.value > room;
  return inside ? { position: "insideTop", color: palette.paper, textBorderWidth: 0 } : {};
}

/** The goal of each period as a line across its bar; the last one carries the words. */
export function barGoals(data: ChartData, palette: Palette) {
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
