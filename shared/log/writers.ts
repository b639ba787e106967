import type { Writer } from "./head.ts";

/** Writers up to which a copy of all of them costs nothing that shows: some 20 µs. */
const copied = 128;
/** Changes that are kept beside a large map before all of it is copied once. */
const beside = 64;

/** The same writers with these changed. Immutable: a large map is shared, and only what changed since is copied. */
export function withWriters(
  writers: ReadonlyMap<number, Writer>,
  changes: Iterable<readonly [number, Writer]>,
): ReadonlyMap<number, Writer> {
  const { base, changed } = writers instanceof Layered ? writers : { base: writers, changed: none };
  const next = new Map(changed);
  for (const [client, writer] of changes) next.set(client, writer);
  if (base.size > copied && next.size <= beside) return new Layered(base, next);
  const all = new Map(base);
  for (const [client, writer] of next) all.set(client, writer);
  return all;
}

const none: ReadonlyMap<number, Writer> = new Map();

class Layered implements ReadonlyMap<number, Writer> {
  readonly base: ReadonlyMap<number, Writer>;
  readonly changed: ReadonlyMap<number, Writer>;
  readonly size: number;

  constructor(base: ReadonlyMap<number, Writer>, changed: ReadonlyMap<number, Writer>) {
    this.base = base;
    this.changed = changed;
    let added = 0;
    for (const client of changed.keys()) if (!base.has(client)) added++;
    this.size = base.size + added;
  }

  get(client: number): Writer | undefined {
    return this.changed.get(client) ?? this.base.get(client);
  }
  has(client: number): boolean {
    return this.changed.has(client) || this.base.has(client);
  }
  forEach(each: (writer: Writer, client: number, all: ReadonlyMap<number, Writer>) => void): void {
    for (const [client, writer] of this) each(writer, client, this);
  }
  *entries(): MapIterator<[number, Writer]> {
    for (const [client, writer] of this.base) yield [client, this.changed.get(client) ?? writer];
    for (const [client, writer] of this.changed) if (!this.base.has(client)) yield [client, writer];
  }
  *keys(): MapIterator<number> {
    for (const [client] of this.entries()) yield client;
  }
  *values(): MapIterator<Writer> {
    for (const [, writer] of this.entries()) yield writer;
  }
  [Symbol.iterator](): MapIterator<[number, Writer]> {
    return this.entries();
  }
}
