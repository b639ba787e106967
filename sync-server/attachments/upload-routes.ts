import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { filesPath } from "../../shared/attachments/limits.ts";
import { atFirstUse } from "../first-use.ts";
import { requireActive, signedIn } from "../http/admission.ts";
import { Problem } from "../http/problem.ts";
import type { UploadRow } from "../store/files.ts";
import type { AttachmentSettings } from "./attachment-settings.ts";
import { readCreation } from "./creation.ts";
import { type Finishing, finishUpload } from "./finish.ts";
import { countedOverMs, uploadLimits } from "./limits.ts";
import { mayAttach } from "./may-attach.ts";
import { UploadFolder } from "./upload-folder.ts";

export type UploadDeps = Finishing & {
  admission: Parameters<typeof requireActive>[0];
  settings: () => AttachmentSettings;
};

const tusError = z.object({ status_code: z.number(), body: z.string().optional() });

/**
 * Resumable uploads (tus 1.0.0: creation, creation-with-upload, termination, expiration). Who may, what is allowed and
 * how much is judged here at every request [AT1]; the protocol itself is @tus/server's.
 */
export function uploadRoutes(deps: UploadDeps): Router {
  const { desk, uploads, settings } = deps;
  const ids = new WeakMap<IncomingMessage, string>();
  const tusServer = atFirstUse(async () => {
    const { Server } = await import("@tus/server");
    return new Server({
      path: filesPath,
      datastore: await uploads.store(),
      relativeLocation: true,
      allowedOrigins: [],
      maxSize: () => settings().fileBytes,
      namingFunction: (request) => {
        const node = request.runtime?.node?.req;
        const id = node === undefined ? undefined : ids.get(node as IncomingMessage);
        if (id === undefined) throw new Problem("server-error");
        return id;
      },
      // The id that was judged, and no other reading of the address: tus takes what follows the last slash, also of a query.
      getFileIdFromRequest: (request) => {
        const node = request.runtime?.node?.req;
        return node === undefined ? undefined : ids.get(node as IncomingMessage);
      },
      onUploadFinish: async (_request, { id }) => {
        const row = await desk.store.upload(id);
        if (row === null) throw new Problem("no-such-upload");
        await finishUpload(deps, row);
        return {};
      },
      // Thrown, an error leaves tus and is answered where all of this server's errors are.
      onResponseError: (_request, error) => {
        throw problemOf(error);
      },
    });
  });

  async function pass(req: Request, res: Response): Promise<void> {
    try {
      const tus = await tusServer();
      await tus.handle(req, res);
    } catch (error) {
      // The line was cut: there is nobody to answer, and the next request goes on where this one ended.
      if (req.destroyed && !req.complete) return;
      res.setHeader("Connection", "close");
      throw error;
    }
  }

  const routes = Router();
  routes.use("/files", (req, res, next) => {
    if (req.method === "GET" || req.method === "PUT") return next();
    res.setHeader("Tus-Resumable", "1.0.0");
    if (req.headers["tus-resumable"] !== "1.0.0")
      throw new Problem("bad-request", { detail: "Files are uploaded by tus, version 1.0.0." });
    next();
  });

  routes.post("/files", requireActive(deps.admission), async (req, res) => {
    const { person } = signedIn(req);
    const asked = readCreation(req.headers);
    if (!(await mayAttach(desk, person, asked.doc))) throw new Problem("no-such-ticket");
    const most = settings().fileBytes;
    if (asked.size > most)
      throw new Problem("file-too-large", {
        detail: `A file may have at most ${Math.floor(most / 1024 / 1024)} MB.`,
      });
    const now = desk.now();
    const { receiving, bytes } = await desk.store.uploadsOf(person.id, now - countedOverMs);
    if (receiving >= uploadLimits.receiving) throw new Problem("too-many-uploads", { retryAfter: 600 });
    if (bytes + asked.size > uploadLimits.dayBytes) throw new Problem("upload-quota", { retryAfter: 3_600 });
    const id = randomBytes(16).toString("hex");
    ids.set(req, id);
    await desk.store.addUpload({ id, person: person.id, ...asked, state: "receiving", createdAt: now });
    uploads.begin(id);
    await pass(req, res);
  });

  /** The upload at this address, if it is this person's and they may still write in its chat. */
  async function ownUpload(req: Request): Promise<UploadRow> {
    const id = String(req.params.upload);
    const row = UploadFolder.isId(id) ? await desk.store.upload(id) : null;
    const { person } = signedIn(req);
    if (row === null || row.person !== person.id || row.state === "ended")
      throw new Problem("no-such-upload");
    if (!(await mayAttach(desk, person, row.doc))) throw new Problem("no-such-upload");
    ids.set(req, row.id);
    return row;
  }

  routes.head("/files/:upload", requireActive(deps.admission), async (req, res) => {
    const row = await ownUpload(req);
    if (row.state === "receiving") {
      // All is there and was not looked at: the server ended in between.
      if ((await uploads.bytesOf(row.id)) !== row.size) return pass(req, res);
      await finishUpload(deps, row);
    }
    res.setHeader("Upload-Offset", String(row.size));
    res.setHeader("Upload-Length", String(row.size));
    res.status(200).end();
  });

  routes.patch("/files/:upload", requireActive(deps.admission), async (req, res) => {
    const row = await ownUpload(req);
    if (row.state !== "receiving") throw new Problem("upload-conflict");
    await pass(req, res);
  });

  routes.delete("/files/:upload", requireActive(deps.admission), async (req, res) => {
    const row = await ownUpload(req);
    if (row.state !== "receiving") throw new Problem("upload-conflict");
    await desk.store.endUpload(row.id);
    await pass(req, res);
  });

  return routes;
}

/** tus's refusals in our words. */
function problemOf(error: unknown): unknown {
  if (error instanceof Error) return error;
  const parsed = tusError.safeParse(error);
  if (!parsed.success) return error;
  const { status_code: status, body } = parsed.data;
  if (status === 404 || status === 410) return new Problem("no-such-upload");
  if (status === 409 || status === 423) return new Problem("upload-conflict");
  if (status === 413) return new Problem("file-too-large");
  if (status < 500) return new Problem("bad-request", body === undefined ? {} : { detail: body.trim() });
  return new Error(body?.trim() ?? "tus failed");
}
