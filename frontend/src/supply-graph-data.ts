// What a page hands to <supply-graph>; frontend/README.md says the same for those who write pages.

export interface SupplyFirm {
  /** Counts the columns from the left. */
  column: number;
  x: number;
  y: number;
  r: number;
  name: string;
  /** The name as far as there is room for it. */
  label: string;
  /** What it buys and sells here, in words. */
  words: string;
  kind: "inside" | "outside" | "others";
  /** Somebody has no other source; what the drawing is about is strong. */
  sole: boolean;
  strong: boolean;
  /** Blank where its page is out of sight, or it stands for several. */
  href: string;
  search: string;
}

export interface SupplyLink {
  /** Places in `nodes`: who sells, who buys. */
  from: number;
  to: number;
  width: number;
  words: string;
  sole?: boolean;
}

export interface SupplyColumn {
  name: string;
  count: string;
  x: number;
  side: "left" | "inside" | "right";
}

export interface SupplyGraphData {
  title: string;
  at: string;
  notes: string[];
  /** How one says of the city, and of elsewhere. */
  inside: string;
  outside: string;
  size: [number, number];
  border: { x: number; y: number; width: number; height: number; name: string } | null;
  columns: SupplyColumn[];
  /** Column by column, each from above. */
  nodes: SupplyFirm[];
  links: SupplyLink[];
}

const LEAST = 44; // how far a line runs on level before it bends

/** From the right edge of who sells to the left edge of who buys; one that buys further left is reached in a bow. */
export function curve(from: SupplyFirm, to: SupplyFirm): string {
  const [start, end] = [from.x + from.r, to.x - to.r];
  const bend = Math.max(LEAST, Math.abs(end - start) / 2);
  const at = (x: number, y: number) => `${Math.round(x * 10) / 10} ${y}`;
  return `M${at(start, from.y)}C${at(start + bend, from.y)} ${at(end - bend, to.y)} ${at(end, to.y)}`;
}

const TOGETHER = 40; // curves in a path: ten thousand paths are slow, and one of ten thousand curves as well

/** Curves of one look as few paths, by width in whole units; sole sources over all others. */
export function bundles(data: SupplyGraphData, links: SupplyLink[]): { width: number; sole: boolean; d: string }[] {
  const found = new Map<string, { width: number; sole: boolean; parts: string[] }>();
  for (const link of links) {
    const [from, to] = [data.nodes[link.from], data.nodes[link.to]];
    if (!from || !to) continue;
    const [width, sole] = [Math.max(1, Math.round(link.width)), link.sole === true];
    const key = `${sole} ${width}`;
    const bundle = found.get(key) ?? { width, sole, parts: [] };
    bundle.parts.push(curve(from, to));
    found.set(key, bundle);
  }
  return [...found.values()]
    .sort((one, other) => Number(one.sole) - Number(other.sole) || other.width - one.width)
    .flatMap(({ width, sole, parts }) =>
      Array.from({ length: Math.ceil(parts.length / TOGETHER) }, (_, number) => ({
        width,
        sole,
        d: parts.slice(number * TOGETHER, (number + 1) * TOGETHER).join(""),
      })),
    );
}

/** The links of each firm, by its place; the widest first. */
export function linksOf(data: SupplyGraphData): SupplyLink[][] {
  const found: SupplyLink[][] = data.nodes.map(() => []);
  for (const link of [...data.links].sort((one, other) => other.width - one.width)) {
    found[link.from]?.push(link);
    found[link.to]?.push(link);
  }
  return found;
}

/** Where an arrow key leads: to the nearest firm that one sells to or buys from, else into the next column; up and
 * down within one. */
export function step(data: SupplyGraphData, links: SupplyLink[][], place: number, key: string): number | undefined {
  const here = data.nodes[place];
  if (!here) return undefined;
  const beside = (side: 1 | -1) => {
    const linked = (links[place] ?? []).map(({ from, to }) => (from === place ? to : from));
    const places = [...data.nodes.keys()];
    const there = (found: number[]) => found.filter((each) => Math.sign(gap(data, place, each)) === side);
    return nearest(data, here, there(linked)) ?? nearest(data, here, there(places));
  };
  switch (key) {
    case "ArrowRight":
      return beside(1);
    case "ArrowLeft":
      return beside(-1);
    case "ArrowUp":
      return gap(data, place, place - 1) === 0 ? place - 1 : undefined;
    case "ArrowDown":
      return gap(data, place, place + 1) === 0 ? place + 1 : undefined;
    default:
      return undefined;
  }
}

/** By how many columns `there` stands further right; not a number where nobody stands. */
function gap(data: SupplyGraphData, place: number, there: number): number {
  return (data.nodes[there]?.column ?? NaN) - (data.nodes[place]?.column ?? NaN);
}

/** In the nearest column, the one at most the same height. */
function nearest(data: SupplyGraphData, here: SupplyFirm, places: number[]): number | undefined {
  const found = places.map((place) => {
    const { column, y } = data.nodes[place] as SupplyFirm;
    return { place, columns: Math.abs(column - here.column), height: Math.abs(y - here.y), y };
  });
  found.sort((one, other) => one.columns - other.columns || one.height - other.height || one.y - other.y);
  return found[0]?.place;
}

/** The places of those that a searched text fits; an empty text fits nobody. */
export function hits(data: SupplyGraphData, text: string): number[] {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  return [...data.nodes.keys()].filter((place) => data.nodes[place]?.search.toLowerCase().includes(wanted));
}
