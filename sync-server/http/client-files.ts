import { existsSync } from "node:fs";
import path from "node:path";
import compression from "compression";
import express, { Router } from "express";
import { createContentEtags } from "./content-etag.ts";

/** Seconds in a year: an asset's name holds the hash of its content. */
const year = 31_536_000;

/**
 * The built client. Hashed assets are kept for a year; the page, the worker and the manifest are asked about each
 * time. A navigation to any screen gets the page; a path that looks like a file and is none gets a 404. Only these
 * files are compressed: an answer of the API mixes secrets with what a page sent, which compression can betray.
 */
export function clientFiles(clientDir: string): Router {
  const routes = Router();
  const etagOf = createContentEtags();
  // A part of a file, compressed, would be no part of anything.
  routes.use(compression({ filter: (req, res) => !req.headers.range && compression.filter(req, res) }));
  routes.use(
    express.static(clientDir, {
      index: false,
      redirect: false,
      dotfiles: "ignore",
      cacheControl: false,
      lastModified: false,
      setHeaders(res, file) {
        res.setHeader("ETag", etagOf(file));
        const hashed = path.relative(clientDir, file).startsWith(`assets${path.sep}`);
        res.setHeader("Cache-Control", hashed ? `public, max-age=${year}, immutable` : "no-cache");
      },
    }),
  );
  routes.get("/{*screen}", (req, res, next) => {
    const ours = /^\/(api|sync)(\/|$)/.test(req.path);
    if (ours || path.posix.extname(req.path) !== "" || !req.accepts("html")) return next();
    res.setHeader("Cache-Control", "no-cache");
    const page = path.join(clientDir, "index.html");
    // No client was built.
    if (!existsSync(page)) return next();
    res.setHeader("ETag", etagOf(page));
    res.sendFile("index.html", { root: clientDir, cacheControl: false, lastModified: false }, (error) => {
      if (error && !res.headersSent) next();
    });
  });
  return routes;
}
