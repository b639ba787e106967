import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Upload } from "tus-js-client";
import type { Attachment } from "../../shared/entries/chat-entries.ts";
import type { Draft } from "../../shared/entries/entry.ts";
import { type DocName, docName } from "../../shared/log/doc-name.ts";
import type { Role } from "../../shared/policy/roles.ts";
import { readConfig, readSecrets } from "../config.ts";
import { type Context, createContext } from "../context.ts";
import { appendEntry } from "../sync/server-entries.ts";
import type { Outcome } from "../sync/writer.ts";
import type { TestFile } from "./test-files.ts";

const password = "correct horse battery";

export type TestPerson = { id: string; token: string };

/** A real server on a folder of its own, with a chat between two people. Its clock can be put forward. */
export class TestChat {
  readonly dataDir = mkdtempSync(path.join(tmpdir(), "alcove-files-"));
  readonly errors: unknown[] = [];
  readonly ticketId: string = randomUUID();
  readonly chat: DocName = docName("chat", this.ticketId);
  aheadMs = 0;
  port = 0;
  student: TestPerson = { id: "", token: "" };
  counselor: TestPerson = { id: "", token: "" };
  #context: Context | null = null;

  static async begin(): Promise<TestChat> {
    const chat = new TestChat();
    await chat.start();
    chat.student = await chat.add("student");
    chat.counselor = await chat.add("counselor");
    await chat.open(chat.ticketId);
    return chat;
  }

  get context(): Context {
    if (this.#context === null) throw new Error("the server does not run");
    return this.#context;
  }
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const env = { DATA_DIR: this.dataDir, PORT: String(this.port) };
    this.#context = await createContext(readConfig(env), readSecrets(env), {
      now: () => Date.now() + this.aheadMs,
      onError: (error: unknown) => void this.errors.push(error),
    });
    this.port = await this.context.listen();
  }

  async stop(): Promise<void> {
    await this.context.stop();
    this.#context = null;
  }

  async end(): Promise<void> {
    if (this.#context !== null) await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  async add(role: Role): Promise<TestPerson> {
    const email = `${randomUUID()}@campus.example`;
    const { id } = await this.context.accounts.add({ name: role, email, role, password });
    const answer = await fetch(`${this.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
    const [cookie = ""] = answer.headers.getSetCookie();
    return { id, token: decodeURIComponent(/session_token=([^;]+)/.exec(cookie)?.[1] ?? "") };
  }

  /** A ticket of the student's that the counselor has. */
  async open(ticketId: string, claimed = true): Promise<DocName> {
    const doc = docName("ticket", ticketId);
    await this.append(doc, this.student, {
      type: "ticket.opened",
      category: "other",
      urgency: "low",
      mode: "chat",
    });
    if (claimed) await this.append(doc, this.counselor, { type: "ticket.claimed" });
    return docName("chat", ticketId);
  }

  async append(doc: DocName, by: TestPerson, draft: Draft, id: string = randomUUID()): Promise<Outcome> {
    return appendEntry(this.context.desk, { doc, by: by.id, draft, id });
  }

  /** @returns the message's id, and what the guard said */
  async say(
    by: TestPerson,
    attachments: Attachment[],
    doc = this.chat,
  ): Promise<{ id: string; outcome: Outcome }> {
    const id = randomUUID();
    return {
      id,
      outcome: await this.append(doc, by, { type: "chat.message", body: "look", attachments }, id),
    };
  }

  async redact(by: TestPerson, message: string, doc = this.chat): Promise<void> {
    await this.append(doc, by, { type: "chat.redacted", message });
    await this.context.worker.idle();
  }

  ask(
    by: TestPerson | null,
    method: string,
    target: string,
    headers: Record<string, string> = {},
    body?: Uint8Array,
  ): Promise<Response> {
    const signedIn: Record<string, string> = by === null ? {} : { authorization: `Bearer ${by.token}` };
    return fetch(`${this.url}${target}`, {
      method,
      headers: { ...signedIn, ...(method === "GET" ? {} : { "tus-resumable": "1.0.0" }), ...headers },
      body: body === undefined ? null : Buffer.from(body),
    });
  }

  /** Announces an upload. */
  async create(
    by: TestPerson | null,
    file: Partial<TestFile>,
    { doc = String(this.chat), more = {} } = {},
  ): Promise<Response> {
    const encoded = (value: string) => Buffer.from(value).toString("base64");
    const { sha256 = "0".repeat(64), name = "a.txt", type = "text/plain", size = 1 } = file;
    const metadata = Object.entries({ doc, sha256, name, type, ...more }).map(
      ([key, value]) => `${key} ${encoded(value)}`,
    );
    return this.ask(by, "POST", "/api/files", {
      "upload-length": String(size),
      "upload-metadata": metadata.join(","),
    });
  }

  patch(by: TestPerson | null, location: string, offset: number, body: Uint8Array): Promise<Response> {
    const headers = { "upload-offset": String(offset), "content-type": "application/offset+octet-stream" };
    return this.ask(by, "PATCH", location, headers, body);
  }

  /** Announces and sends, each in one request. @returns the last answer */
  async put(by: TestPerson, file: TestFile, doc = this.chat): Promise<Response> {
    const created = await this.create(by, file, { doc });
    if (created.status !== 201) return created;
    return this.patch(by, created.headers.get("location") ?? "", 0, file.content);
  }

  get(
    by: TestPerson | null,
    sha256: string,
    { ticketId = this.ticketId, headers = {} } = {},
  ): Promise<Response> {
    return this.ask(by, "GET", `/api/files/${ticketId}/${sha256}`, headers);
  }
}

/** The code of a refusal, in the one form that errors have. */
export async function refusal(answer: Response): Promise<string> {
  const { error } = (await answer.json()) as { error: { code: string; message: string } };
  if (error.message.length < 10) throw new Error(`says too little: ${error.message}`);
  return `${answer.status} ${error.code}`;
}

/** The real client, in Node. Goes on by itself after a cut. */
export function tusUpload(
  by: TestPerson,
  file: TestFile,
  options: { endpoint: string; doc: string; uploadUrl?: string; onProgress?: (bytes: number) => void },
): { done: Promise<void>; upload: Upload } {
  const settled = Promise.withResolvers<void>();
  const upload = new Upload(file.content, {
    endpoint: options.endpoint,
    uploadUrl: options.uploadUrl ?? null,
    headers: { authorization: `Bearer ${by.token}` },
    metadata: { doc: options.doc, sha256: file.sha256, name: file.name, type: file.type },
    chunkSize: 1024 * 1024,
    retryDelays: [10, 10, 10, 10],
    storeFingerprintForResuming: false,
    onChunkComplete: (_, sent) => options.onProgress?.(sent),
    onSuccess: () => settled.resolve(),
    onError: (error) => settled.reject(error),
  });
  upload.start();
  return { done: settled.promise, upload };
}
