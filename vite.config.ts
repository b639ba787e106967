import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { oldestBrowsers } from "./client/oldest-browsers.ts";

/** Where `npm run dev` lets the sync server listen; Vite hands everything that is not the app to it. */
const server = `http://127.0.0.1:${process.env.ALCOVE_DEV_SERVER_PORT ?? "8788"}`;

const { version } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));

/** Where this build writes the app; `--outDir` may name another folder than the one below. */
let built = "";

/** What the bytes of a built file must hash to, in the form of an `integrity` attribute. */
function integrityOf(file: string): string {
  return `sha384-${createHash("sha384")
    .update(readFileSync(path.join(built, file)))
    .digest("base64")}`;
}

export default defineConfig({
  root: "client",
  define: { __ALCOVE_VERSION__: JSON.stringify(version) },
  publicDir: "public",
  build: {
    outDir: "../dist/client",
    emptyOutDir: true,
    // For styles too: for browsers that do not know light-dark() it is rewritten into variables that nothing sets.
    target: Object.entries(oldestBrowsers).map(([name, version]) => name + version),
    // The CSP allows no data: scripts, and a font or image inlined twice costs more than one more precached file.
    assetsInlineLimit: 0,
    // Notes (tiptap) and charts are lazy and big; what the first screen needs stays far below this.
    chunkSizeWarningLimit: 700,
  },
  server: {
    port: Number(process.env.PORT ?? "8787"),
    strictPort: true,
    proxy: {
      "/api": { target: server, xfwd: true },
      "/sync": { target: server, ws: true, xfwd: true },
      "/healthz": { target: server },
      "/readyz": { target: server },
      "/metrics": { target: server },
    },
  },
  plugins: [
    react(),
    {
      name: "alcove-out-dir",
      configResolved({ root, build }) {
        built = path.resolve(root, build.outDir);
      },
    },
    VitePWA({
      strategies: "injectManifest",
      srcDir: "service-worker",
      filename: "worker.ts",
      registerType: "prompt",
      // The glob below takes the icons already.
      includeManifestIcons: false,
      // The app registers the worker itself: an injected script would need a hole in the CSP.
      injectRegister: null,
      injectManifest: {
        globPatterns: ["**/*.{js,css,html,svg,png,woff2,webmanifest}"],
        // The whole app must start with no network, so no chunk may be left out for its size.
        maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
        // A proxy or a captive portal may answer 200 with a page of its own: the worker installs only what was built.
        manifestTransforms: [
          async (entries) => ({
            manifest: entries.map((entry) => ({ ...entry, integrity: integrityOf(entry.url) })),
          }),
        ],
      },
      devOptions: { enabled: true, type: "module" },
      manifest: {
        id: "/",
        name: "Alcove",
        short_name: "Alcove",
        description: "Ask your campus's counsellors for help, and talk with them, with or without a network.",
        lang: "en",
        dir: "ltr",
        start_url: "/",
        scope: "/",
        display: "standalone",
        theme_color: "#1f5f5b",
        background_color: "#f7f9f8",
        categories: ["health", "education"],
        icons: [
          { src: "/icons/alcove.svg", sizes: "any", type: "image/svg+xml", purpose: "any" },
          { src: "/icons/alcove-192.png", sizes: "192x192", type: "image/png", purpose: "any" },
          { src: "/icons/alcove-512.png", sizes: "512x512", type: "image/png", purpose: "any" },
          { src: "/icons/alcove-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
        ],
        shortcuts: [
          {
            name: "Ask for help",
            url: "/ask",
            icons: [{ src: "/icons/alcove-192.png", sizes: "192x192", type: "image/png" }],
          },
          {
            name: "Crisis lines",
            url: "/crisis",
            icons: [{ src: "/icons/alcove-192.png", sizes: "192x192", type: "image/png" }],
          },
        ],
      },
    }),
  ],
});
