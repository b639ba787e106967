import { Router } from "express";
import { isPicture } from "../../shared/attachments/file-types.ts";
import { docName, parseDocName } from "../../shared/log/doc-name.ts";
import { requireActive, signedIn } from "../http/admission.ts";
import { Problem } from "../http/problem.ts";
import type { Desk } from "../sync/desk.ts";
import { contentDisposition } from "./content-disposition.ts";
import type { FileFolder } from "./file-folder.ts";
import { mayFetch } from "./may-attach.ts";

const sha256Form = /^[0-9a-f]{64}$/;

/** Files of a chat, for those who may read it at the moment they ask [AT5]. There is no other way to them. */
export function downloadRoutes(options: {
  desk: Pick<Desk, "store" | "writer" | "now">;
  admission: Parameters<typeof requireActive>[0];
  files: FileFolder;
}): Router {
  const { desk, admission, files } = options;
  const routes = Router();

  routes.get("/files/:chat/:sha256", requireActive(admission), async (req, res, next) => {
    const doc = parseDocName(docName("chat", String(req.params.chat)));
    const sha256 = String(req.params.sha256);
    const may =
      doc !== null && sha256Form.test(sha256) && (await mayFetch(desk, signedIn(req).person, doc.name));
    const file = may ? await desk.store.fileIn(doc.name, sha256) : null;
    // One answer for what is not there, not theirs, and taken back: nothing is learnt by asking.
    if (file === null) throw new Problem("no-such-file");
    res.setHeader("Content-Type", file.type === "text/plain" ? "text/plain; charset=utf-8" : file.type);
    res.setHeader(
      "Content-Disposition",
      contentDisposition(isPicture(file.type) ? "inline" : "attachment", file.name),
    );
    res.setHeader("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'");
    res.setHeader("Cache-Control", "private, no-store");
    const where = {
      root: files.root,
      dotfiles: "allow",
      cacheControl: false,
      etag: false,
      lastModified: false,
    } as const;
    res.sendFile(files.relativePathOf(sha256), where, (error) => {
      if (error === undefined || error === null) return;
      if (res.headersSent) return void res.destroy();
      for (const name of ["Content-Type", "Content-Disposition"]) res.removeHeader(name);
      next(statusOf(error) === 404 ? new Problem("no-such-file") : asked(error));
    });
  });

  return routes;
}

/** A range that begins behind the file's end (RFC 9110, 15.5.17). */
function asked(error: Error): Error {
  return statusOf(error) === 416 ? new Problem("no-such-range") : error;
}

function statusOf(error: Error): unknown {
  return "status" in error ? error.status : undefined;
}
