import * as Y from "yjs";
import { notesElements, notesMarks } from "../../shared/log/notes-schema.ts";

const marks = new Set(notesMarks);
const attributes = new Set([...notesElements.values()].flat());

/**
 * What an item of notes holds that no editor of this version writes, in words; null when all of it is known. Editors
 * delete what they do not know, and some of it stops them for good. Where an item stands is not looked at: only a built
 * document could tell.
 */
export function unknownIn({ content, parent, parentSub }: Y.Item): string | null {
  if (content instanceof Y.ContentString || content instanceof Y.ContentDeleted) return null;
  if (content instanceof Y.ContentFormat) {
    if (!marks.has(content.key)) return "an unknown mark";
    return isPlainMark(content.value) ? null : "a mark with an unknown value";
  }
  if (content instanceof Y.ContentType) return unknownType(content.type);
  if (content instanceof Y.ContentAny) {
    // Only the first value of an attribute says whose it is; the later ones follow it.
    if (parent !== null && (parentSub === null || !attributes.has(parentSub))) return "an unknown attribute";
    return content.arr.every(isScalar) ? null : "an attribute with an unknown value";
  }
  return "notes hold text, and nothing that is embedded";
}

function unknownType(type: unknown): string | null {
  if (type instanceof Y.XmlText) return null;
  // A hook is a map, and calls itself an element.
  if (!(type instanceof Y.XmlElement)) return "an unknown type";
  return notesElements.has(type.nodeName) ? null : "an unknown element";
}

/** As y-tiptap writes a mark: its attributes, of which none has any; null where it ends. */
function isPlainMark(value: unknown): boolean {
  if (value === null || value === true) return true;
  return typeof value === "object" && !Array.isArray(value) && Object.keys(value).length === 0;
}

function isScalar(value: unknown): boolean {
  return value === null || value === undefined || ["string", "number", "boolean"].includes(typeof value);
}
