/** The documents of one ticket. Four and not one: what a device must not see it must not hold. */
export const docKinds = ["ticket", "request", "chat", "notes"] as const;
export type DocKind = (typeof docKinds)[number];

/** The kinds that are logs of entries; notes are rich text. */
export type LogKind = Exclude<DocKind, "notes">;

const kinds = new Map<string, DocKind>(docKinds.map((kind) => [kind, kind]));

export type DocName = `${DocKind}/${string}`;

const form =
  /^(ticket|request|chat|notes)\/([0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$/;

/** `ticket/<uuid>` and so on, or null for anything else. The UUID is lower case: one name for one document. */
export function parseDocName(name: string): { name: DocName; kind: DocKind; ticketId: string } | null {
  const match = form.exec(name);
  if (match === null) return null;
  const kind = docKinds.find((each) => each === match[1]);
  const ticketId = match[2];
  if (kind === undefined || ticketId === undefined) return null;
  return { name: `${kind}/${ticketId}`, kind, ticketId };
}

export function docName(kind: DocKind, ticketId: string): DocName {
  return `${kind}/${ticketId}`;
}

export function kindOf(name: DocName): DocKind {
  // Asked several times of every message: a lookup, and no text is put together.
  const kind = kinds.get(name.slice(0, name.indexOf("/")));
  if (kind === undefined) throw new Error(`not a document name: ${name}`);
  return kind;
}

export function ticketIdOf(name: DocName): string {
  return name.slice(name.indexOf("/") + 1);
}

export function isLog(kind: DocKind): kind is LogKind {
  return kind !== "notes";
}

/** An append to a linear log continues its tail; to a commutative one, any accepted entry. */
export function isLinear(kind: LogKind): boolean {
  return kind !== "chat";
}
