// What a page hands to <city-map>; frontend/README.md says the same for those who write pages.

export interface Shape {
  code: string;
  rings: [number, number][][];
  centre: [number, number];
}

export interface Region {
  code: string;
  name: string;
  firms: string;
  output: string;
  /** Class of output, 0 for the smallest; null: nothing is known. */
  shade: number | null;
  roles: string;
  parks: string;
  href: string;
  x?: number;
  y?: number;
}

export interface CityMapData {
  title: string;
  at: string;
  /** Whose boundaries; blank: `shapes` come with the page. */
  layer: string;
  shapes: Shape[];
  told: string;
  notes: string[];
  legend: { shade: number | null; word: string }[];
  regions: Region[];
  marks: { x: number; y: number; name: string; firms: string }[];
  points: { x: number; y: number; name: string; role: string; word: string; href: string }[];
}

export type Project = (x: number, y: number) => [number, number];

/** From degrees to a drawing `width` wide, north up; a degree of longitude is as short as the latitude makes it. */
export function projection(shapes: Shape[], width: number, round: boolean): { project: Project; height: number } {
  const points = shapes.flatMap((shape) => shape.rings.flat());
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const shrink = round ? Math.cos((((south + north) / 2) * Math.PI) / 180) : 1;
  const scale = width / ((east - west) * shrink);
  const cut = (value: number) => Math.round(value * 10) / 10;
  return {
    project: (x, y) => [cut((x - west) * shrink * scale), cut((north - y) * scale)],
    height: Math.ceil((north - south) * scale),
  };
}

export function path(shape: Shape, project: Project): string {
  return shape.rings.map((ring) => `M${ring.map(([x, y]) => project(x, y).join(" ")).join("L")}Z`).join("");
}
