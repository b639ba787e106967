import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import { safeFileName } from "../../shared/attachments/file-name.ts";
import { fileTypes } from "../../shared/attachments/file-types.ts";
import { parseDocName } from "../../shared/log/doc-name.ts";
import { Problem } from "../http/problem.ts";

/** Keys of `Upload-Metadata`, each with a value in base64 (tus 1.0.0, creation). */
const metadata = z.strictObject({
  doc: z
    .string()
    .transform((name) => parseDocName(name))
    .refine((doc) => doc?.kind === "chat", "must be a chat")
    .transform((doc, context) => {
      if (doc !== null) return doc.name;
      context.addIssue("must be a chat");
      return z.NEVER;
    }),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hex"),
  name: z.string().min(1).max(200),
  type: z.enum(Object.keys(fileTypes) as (keyof typeof fileTypes)[]),
});

export type Creation = z.output<typeof metadata> & { size: number };

/** What an upload is announced as. @throws Problem that names what is wrong */
export function readCreation(headers: IncomingHttpHeaders): Creation {
  const length = z
    .string()
    .regex(/^\d{1,12}$/)
    .safeParse(headers["upload-length"]);
  if (!length.success || Number(length.data) === 0)
    throw new Problem("bad-request", { detail: "Upload-Length must be the file's bytes, at least one." });
  const parsed = metadata.safeParse(pairsOf(String(headers["upload-metadata"] ?? "")));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = issue?.path.join(".") ?? "";
    if (field === "type") throw new Problem("file-type-refused");
    throw new Problem("bad-request", {
      detail: `Upload-Metadata was not understood${field ? ` at "${field}"` : ""}: ${issue?.message ?? ""}.`,
    });
  }
  const { name, type, ...rest } = parsed.data;
  return { ...rest, type, name: safeFileName(name, type), size: Number(length.data) };
}

function pairsOf(header: string): Record<string, string> {
  const pairs = header
    .split(",")
    .map((pair) => pair.trim().split(" "))
    .filter(([key]) => key !== "");
  return Object.fromEntries(
    pairs.map(([key = "", value = ""]) => [key, Buffer.from(value, "base64").toString("utf8")]),
  );
}
