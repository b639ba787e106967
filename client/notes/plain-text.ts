import { XmlElement, XmlFragment, XmlHook, XmlText, Array as YArray, Map as YMap, Text as YText } from "yjs";
import { editorSchema } from "./editor-schema.ts";

/** Elements that stand within a line. */
const inLine = new Set(["hardBreak"]);

/** Every word in these notes, a line for each block, whatever it stands in: also what no editor of this version knows. */
export function plainText(notes: XmlFragment): string {
  const lines: string[] = [];
  readChildren(notes, lines);
  return lines
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Adds to the last line, or begins new ones. */
function read(value: unknown, lines: string[]): void {
  if (typeof value === "string") append(value, lines);
  else if (value instanceof XmlText || value instanceof YText) readText(value, lines);
  else if (value instanceof XmlElement) readElement(value, lines);
  else if (value instanceof XmlFragment) readChildren(value, lines);
  else if (value instanceof XmlHook || value instanceof YMap) readValues([...value.values()], lines);
  else if (value instanceof YArray) readValues(value.toArray(), lines);
  else if (Array.isArray(value)) readValues(value, lines);
  else if (typeof value === "object" && value !== null && !(value instanceof Uint8Array))
    readValues(Object.values(value), lines);
}

function readElement(element: XmlElement, lines: string[]): void {
  if (inLine.has(element.nodeName)) {
    lines.push("");
    return;
  }
  lines.push("");
  // An element that is not known may keep its words in its attributes.
  if (!Object.hasOwn(editorSchema.nodes, element.nodeName))
    readValues(Object.values(element.getAttributes()), lines);
  readChildren(element, lines);
  lines.push("");
}

function readChildren(parent: XmlFragment, lines: string[]): void {
  for (const child of parent.toArray() as unknown[]) read(child, lines);
}

function readText(text: YText, lines: string[]): void {
  for (const { insert } of text.toDelta() as { insert: unknown }[]) read(insert, lines);
}

function readValues(values: unknown[], lines: string[]): void {
  for (const value of values) {
    if (typeof value === "number" || typeof value === "boolean") continue;
    lines.push("");
    read(value, lines);
  }
}

function append(words: string, lines: string[]): void {
  const last = lines.pop() ?? "";
  lines.push(last + words);
}
