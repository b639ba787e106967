/** What a paste brings, as far as it decides whether files are attached. */
type Pasted = { files: readonly { name: string; type: string }[]; types: readonly string[]; text: string };

export type PasteOf = { files: boolean; text: boolean };

/**
 * What is meant by a paste. A document's text brings a picture of itself along, beside its HTML: then the text is
 * meant. A file copied in a file manager brings its name or address along as text: then the file is. Where neither
 * holds, both are.
 */
export function meantBy({ files, types, text }: Pasted): PasteOf {
  if (files.length === 0) return { files: false, text: true };
  const formatted = types.includes("text/html") || types.includes("text/rtf");
  if (formatted && text.trim() !== "" && files.every(({ type }) => type.startsWith("image/")))
    return { files: false, text: true };
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  return { files: true, text: lines.length > 0 && !lines.every((line) => names(line, files)) };
}

/** Is the line the name, path or address of one of these files? */
function names(line: string, files: Pasted["files"]): boolean {
  const last = line.trim().split(/[/\\]/).at(-1) ?? "";
  // macOS writes the accents of a file's name apart from their letters.
  const said = [last, decoded(last)].map((name) => name.normalize());
  return files.some(({ name }) => said.includes(name.normalize()));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
