// What boundaries.ts builds: the loaders of each city's boundaries, by its administrative code.
declare module "virtual:boundaries" {
  const cities: Record<string, () => Promise<{ default: import("./city-map-data.ts").Shape[] }>>;
  export default cities;
}
