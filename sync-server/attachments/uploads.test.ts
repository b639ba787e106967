import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fileBytes } from "../../shared/attachments/limits.ts";
import {
  photoWithPlace,
  tinyGif,
  tinyJpeg,
  tinyPng,
  tinyWebp,
} from "../../shared/attachments/pictures.arbitrary.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { uploadLimits } from "./limits.ts";
import { refusal, TestChat, tusUpload } from "./test-chat.ts";
import { docxOf, docxType, fileOf, odtOf, odtType, pdfOf, zipOf } from "./test-files.ts";
import { startWire } from "./test-wire.ts";

let chat: TestChat;
beforeAll(async () => {
  chat = await TestChat.begin();
});
afterAll(() => chat.end());

const endpoint = () => `${chat.url}/api/files`;
const stored = (sha256: string) =>
  existsSync(path.join(chat.dataDir, "files", sha256.slice(0, 2), sha256.slice(2, 4), sha256));
/** Uploads that lie about, finished or not. */
const lying = () => readdirSync(path.join(chat.dataDir, "uploads")).length;

describe("[AT2] an upload goes on where it stopped", () => {
  test("15 MB cut three times arrive once", async () => {
    const mb = 1024 * 1024;
    const wire = await startWire(() => chat.port, [3.3 * mb, 7.6 * mb, 12.2 * mb]);
    const file = pdfOf(15 * mb, "cut");
    const { done, upload } = tusUpload(chat.student, file, {
      endpoint: `${wire.url}/api/files`,
      doc: chat.chat,
    });
    await done;
    expect(wire.cutsLeft()).toBe(0);
    // Not much more than the file went over the wire: nothing began anew.
    expect(wire.carried()).toBeLessThan(18.5 * mb);
    expect(upload.url).toMatch(/\/api\/files\/[0-9a-f]{32}$/);
    expect(stored(file.sha256)).toBe(true);
    expect(lying()).toBe(0);
    await wire.close();
  });

  test("the server restarted in the middle", async () => {
    const file = pdfOf(6 * 1024 * 1024, "restart");
    const half = Promise.withResolvers<void>();
    const first = tusUpload(chat.student, file, {
      endpoint: endpoint(),
      doc: chat.chat,
      onProgress: (sent) => sent >= 3 * 1024 * 1024 && half.resolve(),
    });
    first.done.catch(() => {});
    await half.promise;
    await first.upload.abort();
    await chat.stop();
    await chat.start();
    const sent: number[] = [];
    const uploadUrl = first.upload.url ?? "";
    await tusUpload(chat.student, file, {
      endpoint: endpoint(),
      doc: chat.chat,
      uploadUrl,
      onProgress: (bytes) => sent.push(bytes),
    }).done;
    expect(sent[0]).toBeGreaterThan(3 * 1024 * 1024);
    expect(stored(file.sha256)).toBe(true);
  });

  test("the server ended between the last byte and the check", async () => {
    const file = fileOf("late.txt", "text/plain", "the last byte is here");
    const location = (await chat.create(chat.student, file)).headers.get("location") ?? "";
    const id = location.split("/").at(-1) ?? "";
    appendFileSync(path.join(chat.dataDir, "uploads", id), file.content);
    const answer = await chat.ask(chat.student, "HEAD", location);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("upload-offset")).toBe(String(file.size));
    expect(stored(file.sha256)).toBe(true);
  });

  test("a device that missed the last answer hears that it is there", async () => {
    const file = fileOf("missed.txt", "text/plain", "was it taken?");
    const location = (await chat.create(chat.student, file)).headers.get("location") ?? "";
    expect((await chat.patch(chat.student, location, 0, file.content)).status).toBe(204);
    const asked = await chat.ask(chat.student, "HEAD", location);
    expect([asked.headers.get("upload-offset"), asked.headers.get("upload-length")]).toEqual(["13", "13"]);
    expect(await refusal(await chat.patch(chat.student, location, 13, new Uint8Array()))).toBe(
      "409 upload-conflict",
    );
  });

  test("a wrong offset is told, and changes nothing", async () => {
    const file = fileOf("offset.txt", "text/plain", "0123456789");
    const location = (await chat.create(chat.student, file)).headers.get("location") ?? "";
    await chat.patch(chat.student, location, 0, file.content.subarray(0, 4));
    expect(await refusal(await chat.patch(chat.student, location, 9, file.content.subarray(9)))).toBe(
      "409 upload-conflict",
    );
    expect((await chat.patch(chat.student, location, 4, file.content.subarray(4))).status).toBe(204);
    expect(stored(file.sha256)).toBe(true);
  });
});

describe("[AT1] only who may write in the chat now may upload for it", () => {
  test("nobody, strangers and other chats hear the same", async () => {
    const stranger = await chat.add("counselor");
    const admin = await chat.add("admin");
    const file = fileOf("a.txt", "text/plain", "a");
    expect(await refusal(await chat.create(null, file))).toBe("401 signed-out");
    for (const person of [stranger, admin]) {
      expect(await refusal(await chat.create(person, file))).toBe("404 no-such-ticket");
    }
    const unknown = await chat.create(chat.student, file, { doc: docName("chat", randomUUID()) });
    expect(await refusal(unknown)).toBe("404 no-such-ticket");
    const open = await chat.open(randomUUID(), false);
    expect(await refusal(await chat.create(chat.counselor, file, { doc: open }))).toBe("404 no-such-ticket");
  });

  test("an upload is its beginner's alone: who else asks, sends or ends it hears that there is none", async () => {
    const file = fileOf("mine.txt", "text/plain", "mine");
    const location = (await chat.create(chat.student, file)).headers.get("location") ?? "";
    const other = chat.counselor;
    expect((await chat.ask(other, "HEAD", location)).status).toBe(404);
    expect(await refusal(await chat.patch(other, location, 0, file.content))).toBe("404 no-such-upload");
    expect(await refusal(await chat.ask(other, "DELETE", location))).toBe("404 no-such-upload");
    expect((await chat.ask(null, "HEAD", location)).status).toBe(401);
    expect((await chat.ask(chat.student, "DELETE", location)).status).toBe(204);
    expect((await chat.ask(chat.student, "HEAD", location)).status).toBe(404);
  });

  test("revoked in the middle: no further byte is taken, and what came is not kept", async () => {
    const ticketId = randomUUID();
    const doc = await chat.open(ticketId);
    const file = fileOf("half.txt", "text/plain", "first half, second half");
    const location = (await chat.create(chat.counselor, file, { doc })).headers.get("location") ?? "";
    await chat.patch(chat.counselor, location, 0, file.content.subarray(0, 10));
    await chat.append(docName("ticket", ticketId), chat.counselor, {
      type: "ticket.unclaimed",
      reason: "other",
    });
    expect(await refusal(await chat.patch(chat.counselor, location, 10, file.content.subarray(10)))).toBe(
      "404 no-such-upload",
    );
    expect((await chat.ask(chat.counselor, "HEAD", location)).status).toBe(404);
    expect(stored(file.sha256)).toBe(false);
  });

  test("so many at once and so much a day", async () => {
    const busy = await TestChat.begin();
    for (let count = 0; count < uploadLimits.receiving; count++) {
      expect((await busy.create(busy.student, { size: 10 })).status).toBe(201);
    }
    const refused = await busy.create(busy.student, { size: 10 });
    expect(refused.headers.get("retry-after")).toBe("600");
    expect(await refusal(refused)).toBe("429 too-many-uploads");
    expect((await busy.create(busy.counselor, { size: 10 })).status).toBe(201);

    let announced = 0;
    for (; announced + fileBytes.usual <= uploadLimits.dayBytes; announced += fileBytes.usual) {
      const created = await busy.create(busy.counselor, { size: fileBytes.usual - 10 });
      await busy.ask(busy.counselor, "DELETE", created.headers.get("location") ?? "");
    }
    expect(await refusal(await busy.create(busy.counselor, { size: fileBytes.usual }))).toBe(
      "429 upload-quota",
    );
    busy.aheadMs = 24 * 3_600_000 + 1;
    expect((await busy.create(busy.counselor, { size: fileBytes.usual })).status).toBe(201);
    await busy.end();
  });
});

describe("[AT3] what arrives is looked at and not believed", () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
  test.each([
    ["a page called text", "text/plain", "  <!DOCTYPE html><script>1</script>"],
    ["a drawing with a program, called text", "text/plain", svg],
    ["a drawing with a program, called a picture", "image/png", svg],
    ["a script", "text/plain", "#!/bin/sh\nrm -rf /"],
    ["a batch file", "text/plain", "@echo off\r\nformat c:"],
    ["a program called PDF", "application/pdf", "MZ\x90\0\x03\0\0\0"],
    ["a program called text", "text/plain", "\x7fELF\x02\x01\x01\0\0"],
    ["a page with a PDF in it", "application/pdf", "<html>%PDF-1.7"],
    ["one picture called another", "image/jpeg", tinyPng],
    ["a Word file with macros", docxType, docxOf({ "word/vbaProject.bin": "x" })],
    ["a Word file with ActiveX", docxType, docxOf({ "word/activeX/activeX1.xml": "x" })],
    ["an OpenDocument with Basic", odtType, odtOf({ "Basic/Standard/Module1.xml": "x" })],
    ["a Word file called OpenDocument", odtType, docxOf()],
    ["an archive called Word", docxType, zipOf({ "setup.exe": "MZ" })],
    ["text called PDF", "application/pdf", "just text"],
  ])("refused: %s", async (_, type, content) => {
    const file = fileOf("file", type, typeof content === "string" ? Buffer.from(content, "latin1") : content);
    const before = lying();
    expect(await refusal(await chat.put(chat.student, file))).toBe("415 file-type-refused");
    expect(stored(file.sha256)).toBe(false);
    expect(lying()).toBe(before);
  });

  test.each([
    ["JPEG", "image/jpeg", tinyJpeg],
    ["PNG", "image/png", tinyPng],
    ["GIF", "image/gif", tinyGif],
    ["WebP", "image/webp", tinyWebp],
    ["text", "text/plain", "BMW, Müller & Söhne: <3\n\tgrüße"],
    ["text in Latin-1", "text/plain", Buffer.from("Müller", "latin1")],
    ["text in UTF-16", "text/plain", Buffer.from("\ufeffhello", "utf16le")],
    ["Word", docxType, docxOf()],
    ["OpenDocument", odtType, odtOf()],
  ])("taken: %s", async (_, type, content) => {
    const file = fileOf("file", type, Buffer.from(content));
    expect((await chat.put(chat.student, file)).status).toBe(204);
    expect(stored(file.sha256)).toBe(true);
  });

  test("another content than announced", async () => {
    const file = { ...fileOf("a.txt", "text/plain", "this"), sha256: "a".repeat(64) };
    expect(await refusal(await chat.put(chat.student, file))).toBe("422 file-altered");
    expect(stored(file.sha256)).toBe(false);
  });

  test("types that nobody may send, and announcements that make no sense", async () => {
    const { student } = chat;
    expect(await refusal(await chat.create(student, { type: "text/html" }))).toBe("415 file-type-refused");
    expect(await refusal(await chat.create(student, { type: "image/svg+xml" }))).toBe(
      "415 file-type-refused",
    );
    expect(await refusal(await chat.create(student, { size: fileBytes.usual + 1 }))).toBe(
      "413 file-too-large",
    );
    for (const bad of [
      { size: 0 },
      { size: -1 },
      { size: 1.5 },
      { sha256: "A".repeat(64) },
      { sha256: "../x" },
      { name: "" },
    ]) {
      expect(await refusal(await chat.create(student, bad))).toBe("400 bad-request");
    }
    for (const doc of [
      "",
      "ticket/../chat",
      `ticket/${chat.ticketId}`,
      `notes/${chat.ticketId}`,
      `chat/${chat.ticketId}/..`,
    ]) {
      expect(await refusal(await chat.create(student, {}, { doc }))).toBe("400 bad-request");
    }
    expect(await refusal(await chat.create(student, {}, { more: { extra: "1" } }))).toBe("400 bad-request");
    const old = await chat.ask(student, "POST", "/api/files", { "tus-resumable": "0.2.2" });
    expect(await refusal(old)).toBe("400 bad-request");
  });

  test("more bytes than announced", async () => {
    const file = fileOf("long.txt", "text/plain", "1234");
    const location = (await chat.create(chat.student, file)).headers.get("location") ?? "";
    expect(await refusal(await chat.patch(chat.student, location, 0, Buffer.from("12345")))).toBe(
      "413 file-too-large",
    );
  });

  test("[AT11] a small file of a picture with more pixels than a phone can hold", async () => {
    const wide = Uint8Array.from(tinyPng);
    // Width and height of the IHDR chunk.
    new DataView(wide.buffer).setUint32(16, 16_000);
    new DataView(wide.buffer).setUint32(20, 16_000);
    const file = fileOf("white.png", "image/png", wide);
    expect(await refusal(await chat.put(chat.student, file))).toBe("422 picture-too-large");
    expect(stored(file.sha256)).toBe(false);
  });

  test("[AT4] a picture that still says where it was taken", async () => {
    const file = fileOf("photo.jpg", "image/jpeg", photoWithPlace());
    expect(await refusal(await chat.put(chat.student, file))).toBe("422 picture-with-place");
    expect(stored(file.sha256)).toBe(false);
  });
});

describe("hostile addresses", () => {
  test.each([
    "..%2f..%2falcove.db",
    "%2e%2e%2falcove.db",
    "a%00b",
    "..\\..\\alcove.db",
    "0".repeat(31),
    "0".repeat(32),
  ])("%j is no upload", async (name) => {
    const target = `/api/files/${name}`;
    expect((await chat.ask(chat.student, "HEAD", target)).status).toBe(404);
    expect((await chat.patch(chat.student, target, 0, Buffer.from("x"))).status).toBe(404);
  });

  test("another site's page cannot upload with somebody's cookie", async () => {
    const answer = await chat.ask(null, "POST", "/api/files", {
      origin: "https://evil.example",
      cookie: "a=b",
    });
    expect(await refusal(answer)).toBe("403 foreign-origin");
  });

  test("nothing of this was an error of ours", () => {
    expect(chat.errors).toEqual([]);
  });
});
