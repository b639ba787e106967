import type { Draft } from "../../shared/entries/entry.ts";
import type { TrayRow } from "../replica/schema.ts";

/** The text that may be changed before it is sent again; null when there is none to change. */
export function editableText(row: TrayRow): string | null {
  const { entry } = row;
  if (entry === null) return row.doc.startsWith("notes/") ? null : (row.text ?? "");
  switch (entry.type) {
    case "chat.message":
      return entry.body;
    case "request.written":
      return entry.description;
    case "request.edited":
      return entry.description ?? null;
    default:
      return null;
  }
}

/** The same item with other words. */
export function changedDraft(row: TrayRow, text: string): Draft | null {
  const { entry } = row;
  if (entry === null) return row.doc.startsWith("notes/") ? null : { type: "chat.message", body: text };
  switch (entry.type) {
    case "chat.message":
      return {
        type: entry.type,
        body: text,
        ...(entry.attachments === undefined ? {} : { attachments: entry.attachments }),
      };
    case "request.written":
      return { type: entry.type, title: entry.title, description: text };
    case "request.edited":
      return {
        type: entry.type,
        description: text,
        ...(entry.title === undefined ? {} : { title: entry.title }),
      };
    default:
      return null;
  }
}
