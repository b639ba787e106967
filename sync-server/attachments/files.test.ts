import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fileBytes } from "../../shared/attachments/limits.ts";
import { tinyPng } from "../../shared/attachments/pictures.arbitrary.ts";
import { docName } from "../../shared/log/doc-name.ts";
import type { Outcome } from "../sync/writer.ts";
import { FileFolder } from "./file-folder.ts";
import { namedWithinMs } from "./limits.ts";
import { sweep, sweepStrays } from "./sweep.ts";
import { refusal, TestChat } from "./test-chat.ts";
import { attachmentOf, fileOf } from "./test-files.ts";
import { UploadFolder } from "./upload-folder.ts";

let chat: TestChat;
beforeEach(async () => {
  chat = await TestChat.begin();
});
afterEach(() => chat.end());

const note = fileOf("Grüße & more.txt", "text/plain", "only for the two of us");
const picture = fileOf("pixel.png", "image/png", tinyPng);
const needsUpload: Partial<Outcome> = {
  status: "refused",
  told: expect.objectContaining({ rule: "attachment-needs-upload" }),
};

function filesOnDisk(): string[] {
  const root = path.join(chat.dataDir, "files");
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((name) => path.basename(name))
    .filter((name) => name.length === 64);
}

const sweeping = () => ({
  desk: chat.context.desk,
  uploads: new UploadFolder(chat.dataDir),
  files: new FileFolder(chat.dataDir),
});

describe("[AT6] a message with files", () => {
  test("is refused until its files are there, and taken when they are", async () => {
    expect((await chat.say(chat.student, [attachmentOf(note)])).outcome).toMatchObject(needsUpload);
    await chat.put(chat.student, note);
    expect((await chat.say(chat.student, [attachmentOf(note)])).outcome.status).toBe("accepted");
  });

  test("needs each of them, as it is described, from its own author, for this very chat", async () => {
    await chat.put(chat.student, note);
    const as = attachmentOf(note);
    for (const wrong of [
      [as, attachmentOf(picture)],
      [{ ...as, size: as.size + 1 }],
      [{ ...as, type: "application/pdf" }],
      [{ ...as, sha256: "f".repeat(64) }],
    ]) {
      expect((await chat.say(chat.student, wrong)).outcome).toMatchObject(needsUpload);
    }
    expect((await chat.say(chat.counselor, [as])).outcome).toMatchObject(needsUpload);
    const other = await chat.open(randomUUID());
    expect((await chat.say(chat.student, [as], other)).outcome).toMatchObject(needsUpload);
  });
});

describe("[AT5] a file is given to who may read its chat at that moment", () => {
  test("with its name, never as a page, never to a cache, in parts if asked", async () => {
    await chat.put(chat.student, note);
    await chat.say(chat.student, [attachmentOf(note)]);
    const answer = await chat.get(chat.counselor, note.sha256);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "text/plain; charset=utf-8",
      "content-disposition": `attachment; filename="Gr__e & more.txt"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%26%20more.txt`,
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
      "cache-control": "private, no-store",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(await answer.text()).toBe(note.content.toString());
    const part = await chat.get(chat.counselor, note.sha256, { headers: { range: "bytes=5-7" } });
    expect([part.status, await part.text()]).toEqual([206, "for"]);
    expect((await chat.get(chat.counselor, note.sha256, { headers: { range: "bytes=900-" } })).status).toBe(
      416,
    );
  });

  test("pictures may stand in a page, the rest is only saved", async () => {
    await chat.put(chat.student, picture);
    await chat.say(chat.student, [attachmentOf(picture)]);
    const { headers } = await chat.get(chat.counselor, picture.sha256);
    expect(headers.get("content-disposition")).toMatch(/^inline; filename="pixel\.png"/);
    expect(headers.get("content-type")).toBe("image/png");
  });

  test("what is not theirs, not there, not sent yet or no file at all is one answer", async () => {
    await chat.put(chat.student, note);
    const told: string[] = [];
    const hear = async (answer: Response) => void told.push(`${answer.status} ${await answer.text()}`);
    await hear(await chat.get(chat.student, note.sha256));
    await chat.say(chat.student, [attachmentOf(note)]);
    expect((await chat.get(chat.counselor, note.sha256)).status).toBe(200);
    for (const role of ["student", "counselor", "admin"] as const) {
      await hear(await chat.get(await chat.add(role), note.sha256));
    }
    const other: string = randomUUID();
    await chat.open(other);
    await hear(await chat.get(chat.student, note.sha256, { ticketId: other }));
    await hear(await chat.get(chat.student, note.sha256, { ticketId: randomUUID() }));
    await hear(await chat.get(chat.student, "f".repeat(64)));
    await hear(await chat.get(chat.student, note.sha256.toUpperCase()));
    await hear(await chat.get(chat.student, "..%2f..%2f..%2falcove.db"));
    await hear(await chat.get(chat.student, note.sha256, { ticketId: "..%2f.." }));
    await chat.append(docName("ticket", chat.ticketId), chat.counselor, {
      type: "ticket.unclaimed",
      reason: "other",
    });
    await hear(await chat.get(chat.counselor, note.sha256));
    expect(new Set(told).size).toBe(1);
    expect(told[0]).toMatch(/^404 /);
    expect(told).toHaveLength(11);
    expect(await refusal(await chat.get(null, note.sha256))).toBe("401 signed-out");
  });
});

describe("[AT6] a message that is taken back takes its files along", () => {
  test("nobody gets them from then on, and the disk is freed", async () => {
    await chat.put(chat.student, note);
    const { id } = await chat.say(chat.student, [attachmentOf(note)]);
    await chat.redact(chat.student, id);
    expect(await refusal(await chat.get(chat.counselor, note.sha256))).toBe("404 no-such-file");
    expect(filesOnDisk()).toEqual([]);
    expect((await chat.say(chat.student, [attachmentOf(note)])).outcome).toMatchObject(needsUpload);
  });

  test("unless another message has them too", async () => {
    const other = await chat.open(randomUUID());
    for (const doc of [chat.chat, other]) await chat.put(chat.student, note, doc);
    const first = await chat.say(chat.student, [attachmentOf(note)]);
    const second = await chat.say(chat.student, [attachmentOf(note)]);
    await chat.say(chat.student, [attachmentOf(note)], other);
    await chat.redact(chat.student, first.id);
    expect((await chat.get(chat.counselor, note.sha256)).status).toBe(200);
    await chat.redact(chat.student, second.id);
    expect((await chat.get(chat.counselor, note.sha256)).status).toBe(404);
    expect(filesOnDisk()).toEqual([note.sha256]);
    expect((await chat.get(chat.counselor, note.sha256, { ticketId: other.slice(5) })).status).toBe(200);
  });

  test("it can be sent again", async () => {
    await chat.put(chat.student, note);
    const { id } = await chat.say(chat.student, [attachmentOf(note)]);
    await chat.redact(chat.student, id);
    await chat.put(chat.student, note);
    expect((await chat.say(chat.student, [attachmentOf(note)])).outcome.status).toBe("accepted");
    expect((await chat.get(chat.counselor, note.sha256)).status).toBe(200);
  });
});

describe("[AT7] what nobody needs is swept", () => {
  test("an upload that did not finish in a day", async () => {
    const location = (await chat.create(chat.student, note)).headers.get("location") ?? "";
    await chat.patch(chat.student, location, 0, note.content.subarray(0, 3));
    await sweep(sweeping());
    expect((await chat.ask(chat.student, "HEAD", location)).headers.get("upload-offset")).toBe("3");
    chat.aheadMs = namedWithinMs + 1;
    await sweep(sweeping());
    expect((await chat.ask(chat.student, "HEAD", location)).status).toBe(404);
    expect(readdirSync(path.join(chat.dataDir, "uploads"))).toEqual([]);
  });

  test("a file that no message named within a day; one that was named stays", async () => {
    await chat.put(chat.student, note);
    await chat.put(chat.student, picture);
    await chat.say(chat.student, [attachmentOf(picture)]);
    await sweep(sweeping());
    expect(filesOnDisk().sort()).toEqual([note.sha256, picture.sha256].sort());
    chat.aheadMs = namedWithinMs + 1;
    await sweep(sweeping());
    expect(filesOnDisk()).toEqual([picture.sha256]);
    // The message comes after all: its device is told to bring the file again.
    expect((await chat.say(chat.student, [attachmentOf(note)])).outcome).toMatchObject(needsUpload);
  });

  test("what a crash left behind, and nothing else", async () => {
    await chat.put(chat.student, picture);
    const stray = "ab".repeat(32);
    const folder = path.join(chat.dataDir, "files", "ab", "ab");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, stray), "x");
    writeFileSync(path.join(chat.dataDir, "uploads", "0".repeat(32)), "x");
    await sweepStrays(sweeping());
    expect(filesOnDisk()).toContain(stray);
    utimesSync(path.join(folder, stray), new Date(0), new Date(0));
    await sweepStrays(sweeping());
    expect(filesOnDisk()).toEqual([picture.sha256]);
    expect(readdirSync(path.join(chat.dataDir, "uploads"))).toEqual([]);
  });
});

describe("how large a file may be", () => {
  test("is the admins' to say, within what a phone can hold", async () => {
    const admin = await chat.add("admin");
    const put = (by: typeof admin, body: object) =>
      chat.ask(
        by,
        "PUT",
        "/api/files/settings",
        { "content-type": "application/json" },
        Buffer.from(JSON.stringify(body)),
      );
    const known = async () =>
      (await (await chat.ask(chat.student, "GET", "/api/files/settings")).json()) as object;
    expect(await known()).toEqual({ fileBytes: fileBytes.usual });
    expect((await put(admin, { fileBytes: fileBytes.least })).status).toBe(200);
    expect(await known()).toEqual({ fileBytes: fileBytes.least });
    expect(await refusal(await chat.create(chat.student, { size: fileBytes.least + 1 }))).toBe(
      "413 file-too-large",
    );
    for (const bad of [
      {},
      { fileBytes: 1 },
      { fileBytes: fileBytes.most + 1 },
      { fileBytes: "1" },
      { fileBytes: fileBytes.least, more: 1 },
    ]) {
      expect(await refusal(await put(admin, bad))).toBe("400 bad-request");
    }
    expect(await refusal(await put(chat.student, { fileBytes: fileBytes.least }))).toBe("403 forbidden");
  });
});
