import { messageLimits } from "../../shared/entries/chat-entries.ts";
import type { Entry } from "../../shared/entries/entry.ts";
import type { FileChange } from "../store/files.ts";

const sha256Form = /^[0-9a-f]{64}$/;

/** The files that a value which claims to be a message names. Read before it is parsed, so nothing in it is believed. */
export function filesNamedIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  if (!("type" in value) || value.type !== "chat.message" || !("attachments" in value)) return [];
  if (!Array.isArray(value.attachments)) return [];
  return value.attachments.slice(0, messageLimits.attachments).flatMap((file: unknown) => {
    const named = typeof file === "object" && file !== null && "sha256" in file ? file.sha256 : null;
    return typeof named === "string" && sha256Form.test(named) ? [named] : [];
  });
}

/** What accepted entries do to the files of their chat [AT6]. */
export function fileChanges(entries: readonly Entry[]): FileChange[] {
  return entries.flatMap((entry): FileChange[] => {
    if (entry.type === "chat.redacted") return [{ change: "redacted", message: entry.message }];
    if (entry.type !== "chat.message") return [];
    return (entry.attachments ?? []).map(({ sha256 }) => ({ change: "referred", message: entry.id, sha256 }));
  });
}
