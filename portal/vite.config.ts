import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { markdown } from "./tools/markdown.mjs";

// `npm run dev` draws the portal from source and passes calls on to a running node.
const node = process.env.PARNET_NODE ?? "http://127.0.0.1:8080";
export default defineConfig({
  plugins: [svelte(), markdown()],
  build: {
    target: "es2022",
    // A page under a strict content policy may not carry files as data: addresses in its styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      output: {
        // pdf.js asks for this one by its own name.
        assetFileNames: ({ names }) => (names.includes("openjpeg_nowasm_fallback.js") ? "assets/[name][extname]" : "assets/[name]-[hash][extname]"),
      },
    },
  },
  worker: { format: "es" },
  // The guides lie beside the portal: docs/guide.
  server: { proxy: { "/par.": node, "/evidence": node }, fs: { allow: [".."] } },
});
