import type { Router } from "express";
import type { Accounts } from "../accounts/accounts.ts";
import type { Db } from "../accounts/database.ts";
import type { Config } from "../config.ts";
import type { JobHandler } from "../jobs/job.ts";
import type { Desk } from "../sync/desk.ts";
import type { AttachmentJobKind } from "./attachment-jobs.ts";
import {
  type AttachmentSettings,
  readAttachmentSettings,
  storeAttachmentSettings,
} from "./attachment-settings.ts";
import { dropHandler } from "./drop-job.ts";
import { FileFolder } from "./file-folder.ts";
import { sweepEveryMs } from "./limits.ts";
import { sweep, sweepStrays } from "./sweep.ts";
import { UploadFolder } from "./upload-folder.ts";

export type Attachments = {
  routes: () => Promise<Router>;
  handlers: Record<AttachmentJobKind, JobHandler>;
  /** Begins to sweep. */
  start(): void;
  stop(): Promise<void>;
};

/** The files of chats: up, down, and away again. */
export function createAttachments(options: {
  db: Db;
  desk: Pick<Desk, "store" | "writer" | "now" | "onError">;
  accounts: Pick<Accounts, "signInOf" | "person">;
  config: Pick<Config, "dataDir">;
}): Attachments {
  const { db, desk, accounts, config } = options;
  const uploads = new UploadFolder(config.dataDir);
  const files = new FileFolder(config.dataDir);
  const settings = () => readAttachmentSettings(db);
  const admission = accounts;

  async function routes(): Promise<Router> {
    const { settingsRoutes } = await import("./settings-routes.ts");
    const { downloadRoutes } = await import("./download-routes.ts");
    const { uploadRoutes } = await import("./upload-routes.ts");
    const store = (chosen: AttachmentSettings, by: string) => storeAttachmentSettings(db, chosen, by);
    return settingsRoutes({ admission, settings, store })
      .use(downloadRoutes({ desk, admission, files }))
      .use(uploadRoutes({ desk, accounts, admission, settings, uploads, files }));
  }

  let timer: ReturnType<typeof setInterval> | undefined;
  let sweeping: Promise<void> = Promise.resolve();
  const sweepOnce = (work: typeof sweep) => {
    sweeping = sweeping.then(() => work({ desk, uploads, files })).catch(desk.onError);
  };

  return {
    routes,
    handlers: { "attachment.drop": dropHandler(desk, files) },
    start() {
      sweepOnce(sweepStrays);
      sweepOnce(sweep);
      timer = setInterval(() => sweepOnce(sweep), sweepEveryMs);
    },
    async stop() {
      clearInterval(timer);
      await sweeping;
      await files.inTurn(async () => {});
    },
  };
}
