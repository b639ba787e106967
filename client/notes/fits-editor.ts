import { XmlElement, type XmlFragment, XmlText } from "yjs";
import { editorSchema } from "./editor-schema.ts";

/** A document as the editor's schema reads it. */
type Json = {
  type: string;
  attrs?: Record<string, unknown>;
  marks?: Json[];
  content?: Json[];
  text?: string;
};

/**
 * Can this version's editor show all that stands in these notes? What it cannot show it would delete, for everybody, as soon
 * as it is bound to them: so this is asked first, and only reads.
 */
export function fitsEditor(notes: XmlFragment): boolean {
  const content = contentOf(notes);
  if (content === null) return false;
  // An empty document is one empty paragraph to the editor.
  if (content.length === 0) return true;
  try {
    editorSchema.nodeFromJSON({ type: "doc", content }).check();
    return true;
  } catch {
    return false;
  }
}

/** Null where something is not known. */
function contentOf(parent: XmlFragment): Json[] | null {
  const content: Json[] = [];
  for (const child of parent.toArray() as unknown[]) {
    const read =
      child instanceof XmlText ? textOf(child) : child instanceof XmlElement ? elementOf(child) : null;
    if (read === null) return null;
    content.push(...read);
  }
  return content;
}

function elementOf(element: XmlElement): Json[] | null {
  const known = Object.hasOwn(editorSchema.nodes, element.nodeName)
    ? editorSchema.nodes[element.nodeName]
    : undefined;
  const content = contentOf(element);
  if (known === undefined || known.isText || content === null) return null;
  const attrs: Record<string, unknown> = element.getAttributes();
  const fits = Object.entries(attrs).every(
    ([name, value]) => isKnown(known.spec.attrs, name) && isScalar(value),
  );
  return fits ? [{ type: element.nodeName, attrs, content }] : null;
}

function textOf(text: XmlText): Json[] | null {
  if (Object.keys(text.getAttributes()).length > 0) return null;
  const pieces: Json[] = [];
  for (const { insert, attributes } of text.toDelta() as {
    insert: unknown;
    attributes?: Record<string, unknown>;
  }[]) {
    const marks = marksOf(attributes ?? {});
    if (typeof insert !== "string" || marks === null) return null;
    if (insert !== "") pieces.push({ type: "text", text: insert, marks });
  }
  return pieces;
}

function marksOf(attributes: Record<string, unknown>): Json[] | null {
  const marks = Object.entries(attributes).map(([type, value]) => {
    const known = Object.hasOwn(editorSchema.marks, type) ? editorSchema.marks[type] : undefined;
    const names = typeof value === "object" && value !== null ? Object.keys(value) : [];
    return known !== undefined && names.every((name) => isKnown(known.spec.attrs, name)) ? { type } : null;
  });
  return marks.every((mark) => mark !== null) ? marks : null;
}

function isKnown(attributes: object | null | undefined, name: string): boolean {
  return Object.hasOwn(attributes ?? {}, name);
}

function isScalar(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}
