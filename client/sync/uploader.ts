import { unreachable } from "../../shared/unreachable.ts";
import type { Replica } from "../replica/database.ts";
import { missingFile, nextUpload, type ToUpload, uploaded } from "../replica/files.ts";
import type { Me } from "../replica/me.ts";
import { refusePush } from "../replica/verdicts.ts";
import type { Schedule } from "./scheduler.ts";

/** What became of one try to bring a file to the server. Rejected: there was no answer. */
export type UploadEnd =
  | { end: "done" }
  /** The file itself: sent again it would be refused again. */
  | { end: "refused"; code: string; detail: string }
  /** What arrived was not what was sent; the upload begins anew. */
  | { end: "altered" }
  /** This person may not write here, as far as the server knows now: its guard says why. */
  | { end: "not allowed" }
  | { end: "later"; afterMs: number };

/** Uploads a file, going on at `url` if that is not null, until it is done or `signal` is aborted. */
export type UploadFile = (
  file: { doc: string; name: string; type: string; sha256: string; data: Blob; url: string | null },
  tell: { url: (url: string) => void; sent: (bytes: number) => void },
  signal: AbortSignal,
) => Promise<UploadEnd>;

/** No answer: from two seconds, doubling, to a minute. No last try: what waits is kept. */
export const uploadAgain = { firstMs: 2_000, mostMs: 60_000 } as const;
/** A file that arrives altered so many times is refused: something on the way changes it. */
const alteredTries = 3;

export type UploaderDeps = {
  replica: Replica;
  me: () => Me;
  upload: UploadFile;
  now: () => number;
  random: () => number;
  schedule: Schedule;
  /** Runs a task in the engine's queue. */
  enqueue: (task: () => Promise<void>) => void;
  /** Something may go on now. */
  again: () => void;
};

/** Brings the files of waiting messages to the server, one at a time, in the order of the messages. */
export class Uploader {
  private readonly deps: UploaderDeps;
  private running: { upload: ToUpload; controller: AbortController } | null = null;
  private readonly later = new Map<string, () => void>();
  private readonly failures = new Map<string, number>();

  constructor(deps: UploaderDeps) {
    this.deps = deps;
  }

  get idle(): boolean {
    return this.running === null;
  }

  /** Begins what can be begun. */
  async pump(): Promise<void> {
    const { replica, enqueue } = this.deps;
    if (this.running !== null) return this.unlessCancelled(this.running);
    const next = await nextUpload(replica, (key) => this.later.has(key));
    if (next === null) return;
    const controller = new AbortController();
    const running = { upload: next, controller };
    this.running = running;
    this.run(next, controller.signal).then(
      (end) => enqueue(() => this.ended(running, end)),
      () => enqueue(() => this.ended(running, null)),
    );
  }

  /** The line is gone; what the server has of the file stays there. */
  disconnected(): void {
    this.running?.controller.abort();
    this.running = null;
    for (const cancel of this.later.values()) cancel();
    this.later.clear();
  }

  private async run({ blob }: ToUpload, signal: AbortSignal): Promise<UploadEnd> {
    const { replica, upload } = this.deps;
    const { key, doc, data } = blob;
    const { name, type, sha256 } = blob.attachment;
    const url = (await replica.transfers.get(key))?.url ?? null;
    let row = { key, doc, url, sent: 0 };
    // What is told one after the other is stored one after the other.
    let storing: Promise<unknown> = Promise.resolve();
    const store = (change: { url?: string; sent?: number }) => {
      if (signal.aborted) return;
      row = { ...row, ...change };
      const now = row;
      storing = storing.then(() => replica.transfers.put(now)).catch(() => {});
    };
    try {
      return await upload(
        { doc, name, type, sha256, data, url },
        { url: (known) => store({ url: known }), sent: (sent) => store({ sent }) },
        signal,
      );
    } finally {
      await storing;
    }
  }

  private async ended(running: NonNullable<Uploader["running"]>, end: UploadEnd | null): Promise<void> {
    // Aborted: the row may be another's by now.
    if (this.running !== running) return;
    this.running = null;
    const { replica, again } = this.deps;
    const { key } = running.upload.blob;
    const tries = (this.failures.get(key) ?? 0) + 1;
    switch (end?.end) {
      case undefined:
        this.failures.set(key, tries);
        this.postpone(key, this.backoff(tries));
        break;
      case "done":
      case "not allowed":
        this.failures.delete(key);
        await uploaded(replica, key);
        break;
      case "refused":
        await this.refuse(running.upload, end.code, end.detail);
        break;
      case "altered":
        this.failures.set(key, tries);
        await replica.transfers.delete(key);
        if (tries < alteredTries) this.postpone(key, this.backoff(tries));
        else await this.refuse(running.upload, "file-altered", "The file changed on its way to the server.");
        break;
      case "later":
        this.postpone(key, end.afterMs);
        break;
      default:
        unreachable(end);
    }
    again();
  }

  private async refuse({ row, blob }: ToUpload, code: string, detail: string): Promise<void> {
    const { replica, me, now } = this.deps;
    this.failures.delete(blob.key);
    await replica.transfers.delete(blob.key);
    await refusePush(replica, me(), row.ticketId, [row.id], { code, entry: row.id, detail }, now());
    await replica.blobs.update(blob.key, { toUpload: false });
  }

  /** The message may have been taken back while its file was on the way. */
  private async unlessCancelled({ upload, controller }: NonNullable<Uploader["running"]>): Promise<void> {
    const { replica, again } = this.deps;
    const row = await replica.outbox.where("id").equals(upload.row.id).first();
    if (row !== undefined && (await missingFile(replica, row)) !== null) return;
    if (this.running?.controller !== controller) return;
    controller.abort();
    this.running = null;
    again();
  }

  private backoff(tries: number): number {
    const { random } = this.deps;
    const most = Math.min(uploadAgain.mostMs, uploadAgain.firstMs * 2 ** Math.min(tries - 1, 10));
    return most * (0.5 + random() / 2);
  }

  private postpone(key: string, ms: number): void {
    const { schedule, again } = this.deps;
    this.later.set(
      key,
      schedule(ms, () => {
        this.later.delete(key);
        again();
      }),
    );
  }
}
