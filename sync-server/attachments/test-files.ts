import { createHash } from "node:crypto";
import { bytesOf } from "../../shared/attachments/pictures.arbitrary.ts";
import type { Attachment } from "../../shared/entries/chat-entries.ts";

export type TestFile = Attachment & { content: Buffer };

export function fileOf(name: string, type: string, content: Uint8Array | string): TestFile {
  const bytes = Buffer.from(content);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { sha256, name, type, size: bytes.length, content: bytes };
}

export function attachmentOf({ sha256, name, type, size }: TestFile): Attachment {
  return { sha256, name, type, size };
}

/** A PDF as far as its beginning tells, filled up with what nothing can make smaller. */
export function pdfOf(bytes: number, seed = "a"): TestFile {
  const block = createHash("sha512").update(seed).digest();
  const content = Buffer.alloc(bytes, block);
  content.write("%PDF-1.7\n");
  return fileOf("lease.pdf", "application/pdf", content);
}

const u16 = (value: number) => [value & 0xff, value >>> 8];
const u32 = (value: number) => [...u16(value & 0xffff), ...u16(value >>> 16)];

/** A zip with its entries stored as they are. Nobody here reads the checksums. */
export function zipOf(entries: Record<string, string>): Buffer {
  const locals: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const [name, body] of Object.entries(entries)) {
    const common = [
      ...u16(20),
      ...u16(0),
      ...u16(0),
      ...u32(0),
      ...u32(0),
      ...u32(body.length),
      ...u32(body.length),
    ];
    const local = bytesOf("PK\x03\x04", common, u16(name.length), u16(0), name, body);
    directory.push(
      bytesOf(
        "PK\x01\x02",
        u16(20),
        common,
        u16(name.length),
        u16(0),
        u16(0),
        u16(0),
        u16(0),
        u32(0),
        u32(at),
        name,
      ),
    );
    locals.push(local);
    at += local.length;
  }
  const central = bytesOf(...directory);
  const count = u16(directory.length);
  return Buffer.from(
    bytesOf(
      ...locals,
      central,
      "PK\x05\x06",
      u16(0),
      u16(0),
      count,
      count,
      u32(central.length),
      u32(at),
      u16(0),
    ),
  );
}

export const docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
export const odtType = "application/vnd.oasis.opendocument.text";

export function docxOf(more: Record<string, string> = {}): Buffer {
  const types = `<Types><Override PartName="/word/document.xml" ContentType="${docxType}.main+xml"/></Types>`;
  return zipOf({ "[Content_Types].xml": types, "word/document.xml": "<w:document/>", ...more });
}

export function odtOf(more: Record<string, string> = {}): Buffer {
  return zipOf({ mimetype: odtType, "content.xml": "<office:document-content/>", ...more });
}
