// What a page hands to <chain-map>; frontend/README.md says the same for those who write pages.

export interface Member {
  name: string;
  role: string;
  /** Blank where the firm's own page is out of sight. */
  href: string;
}

export interface Segment {
  key: number;
  x: number;
  y: number;
  name: string;
  words: string;
  state: string;
  word: string;
  judged: string;
  why: string;
  strategy: string;
  search: string;
  href: string;
  /** How many things are under way that fill it, and where one reads of them. */
  marked: number;
  marks: { name: string; href: string }[];
  firms: number;
  members: Member[];
}

export interface ChainMapData {
  title: string;
  at: string;
  notes: string[];
  size: [number, number];
  node: [number, number];
  columns: { name: string; x: number; y?: number }[];
  nodes: Segment[];
  edges: { from: number; to: number; path: string }[];
  legend: { state: string; word: string }[];
}

const CUT = 9;
const ROUND = 7;

/** The outline of a segment: what is weak has two corners cut off, what is to extend points on, the rest is round. */
export function outline(state: string, x: number, y: number, width: number, height: number): string {
  const [right, low] = [x + width, y + height];
  if (state === "weak") return `M${x} ${y}H${right - CUT}L${right} ${y + CUT}V${low}H${x + CUT}L${x} ${low - CUT}Z`;
  if (state === "extend")
    return `M${x} ${y}H${right - CUT}L${right} ${y + height / 2}L${right - CUT} ${low}H${x}Z`;
  const corner = (dx: number, dy: number) => `a${ROUND} ${ROUND} 0 0 1 ${dx} ${dy}`;
  return (
    `M${x + ROUND} ${y}H${right - ROUND}${corner(ROUND, ROUND)}V${low - ROUND}${corner(-ROUND, ROUND)}` +
    `H${x + ROUND}${corner(-ROUND, -ROUND)}V${y + ROUND}${corner(ROUND, -ROUND)}Z`
  );
}

const GAP = 8;
const STAGE = 30; // the name of a stage over its segments

/** The same chain for a narrow place: stages one below the other, two segments beside each other. */
export function stacked(data: ChainMapData): ChainMapData {
  const [wide, high] = data.node;
  const at = new Map<number, [number, number]>();
  let y = 0;
  const columns = data.columns.map(({ name, x }) => {
    const inside = data.nodes.filter((node) => node.x === x).sort((one, other) => one.y - other.y);
    inside.forEach(({ key }, index) =>
      at.set(key, [(index % 2) * (wide + GAP), y + STAGE + Math.floor(index / 2) * (high + GAP)]),
    );
    const stage = { name, x: 0, y: y + STAGE - 10 };
    y += STAGE + Math.ceil(inside.length / 2) * (high + GAP);
    return stage;
  });
  const place = (key: number) => at.get(key) ?? [0, 0];
  return {
    ...data,
    columns,
    size: [2 * wide + GAP, y],
    nodes: data.nodes.map((node) => ({ ...node, x: place(node.key)[0], y: place(node.key)[1] })),
    edges: data.edges.map((edge) => ({ ...edge, path: down(place(edge.from), place(edge.to), data.node) })),
  };
}

/** From the lower edge of one segment to the upper edge of the next. */
function down([x, y]: number[], [left = 0, top = 0]: number[], [wide, high]: [number, number]): string {
  const [start, end] = [(x ?? 0) + wide / 2, left + wide / 2];
  const [from, to] = [(y ?? 0) + high, top];
  const bend = Math.max(24, Math.abs(to - from) / 3);
  return `M${start} ${from}C${start} ${from + bend} ${end} ${to - bend} ${end} ${to}`;
}

/** Where an arrow key leads: along a line to the nearest neighbour, else into the next column; up and down within one. */
export function step(data: ChainMapData, from: Segment, key: string): Segment | undefined {
  const near = (found: Segment[]) =>
    found.sort((one, other) => Math.abs(one.y - from.y) - Math.abs(other.y - from.y) || one.y - other.y)[0];
  const named = (keys: number[]) => data.nodes.filter((node) => keys.includes(node.key));
  const beside = (side: 1 | -1) => {
    const columns = data.nodes.map((node) => node.x).filter((x) => (x - from.x) * side > 0);
    const next = side > 0 ? Math.min(...columns) : Math.max(...columns);
    return near(data.nodes.filter((node) => node.x === next));
  };
  switch (key) {
    case "ArrowRight":
      return near(named(data.edges.filter((edge) => edge.from === from.key).map((edge) => edge.to))) ?? beside(1);
    case "ArrowLeft":
      return near(named(data.edges.filter((edge) => edge.to === from.key).map((edge) => edge.from))) ?? beside(-1);
    case "ArrowUp":
      return near(data.nodes.filter((node) => node.x === from.x && node.y < from.y));
    case "ArrowDown":
      return near(data.nodes.filter((node) => node.x === from.x && node.y > from.y));
    default:
      return undefined;
  }
}

/** The segments that a searched text fits; an empty text fits none. */
export function hits(data: ChainMapData, text: string): Segment[] {
  const wanted = text.trim().toLowerCase();
  return wanted ? data.nodes.filter((node) => node.search.toLowerCase().includes(wanted)) : [];
}
