// Builds the islands and the style sheet into dist/, where Django finds them through manifest.json.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { boundaries } from "./boundaries.ts";

const icons = fileURLToPath(new URL("node_modules/@tabler/icons/icons/outline", import.meta.url));

export default defineConfig({
  base: "/static/",
  plugins: [boundaries()],
  resolve: { alias: { icons } },
  build: {
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    // Icons are a few hundred bytes each: they stand inside the style sheet. Nothing else is inlined.
    assetsInlineLimit: (file) => file.endsWith(".svg"),
    rollupOptions: { input: "src/main.ts" },
    // ECharts is one large chunk, loaded only on pages that draw.
    chunkSizeWarningLimit: 1200,
  },
});
