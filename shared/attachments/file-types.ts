/** What can be attached to a message. Everything else is refused: a short list that can be checked, not a long one that cannot. */
export const fileTypes = {
  "image/jpeg": { kind: "picture", extensions: ["jpg", "jpeg"] },
  "image/png": { kind: "picture", extensions: ["png"] },
  "image/gif": { kind: "picture", extensions: ["gif"] },
  "image/webp": { kind: "picture", extensions: ["webp"] },
  "application/pdf": { kind: "document", extensions: ["pdf"] },
  "text/plain": { kind: "document", extensions: ["txt", "md", "csv", "log"] },
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": {
    kind: "document",
    extensions: ["docx"],
  },
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
    kind: "document",
    extensions: ["xlsx"],
  },
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": {
    kind: "document",
    extensions: ["pptx"],
  },
  "application/vnd.oasis.opendocument.text": { kind: "document", extensions: ["odt"] },
  "application/vnd.oasis.opendocument.spreadsheet": { kind: "document", extensions: ["ods"] },
  "application/vnd.oasis.opendocument.presentation": { kind: "document", extensions: ["odp"] },
} as const satisfies Record<string, { kind: "picture" | "document"; extensions: readonly string[] }>;

export type FileType = keyof typeof fileTypes;
export type PictureType = {
  [Type in FileType]: (typeof fileTypes)[Type]["kind"] extends "picture" ? Type : never;
}[FileType];

export function isFileType(type: string): type is FileType {
  return Object.hasOwn(fileTypes, type);
}

/** Raster pictures hold no program, so they may be shown in place; nothing else is. */
export function isPicture(type: string): type is PictureType {
  return isFileType(type) && fileTypes[type].kind === "picture";
}

/** The type that a file's name claims; null for one that cannot be attached. */
export function typeOfName(name: string): FileType | null {
  const extension = extensionOf(name);
  const found = Object.entries(fileTypes).find(([, { extensions }]) =>
    extensions.some((each) => each === extension),
  );
  return found !== undefined && isFileType(found[0]) ? found[0] : null;
}

/** Does the name end as files of this type do? `report.html` that holds plain text is still opened as a page. */
export function nameFits(name: string, type: FileType): boolean {
  return fileTypes[type].extensions.some((extension) => extension === extensionOf(name));
}

function extensionOf(name: string): string {
  return /\.([^.]*)$/.exec(name)?.[1]?.toLowerCase() ?? "";
}
