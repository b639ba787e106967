import type { Writer } from "../wire.ts";

/** Where an assault is led: hostile people who are signed in, each with a chat of their own. */
export type Ground = {
  port: number;
  people: readonly Writer[];
  /** Milliseconds it goes on. */
  forMs: number;
  /** True when the time is over. */
  over(): boolean;
};

export type Assaulted = { tried: number; happened: string };

/** Load that hostile people put on a server, from a process of its own. */
export type Assault = (ground: Ground) => Promise<Assaulted>;

/** How often each close code, status or receipt came, in words. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(what: string | number, count = 1): void {
    this.#counts.set(String(what), (this.#counts.get(String(what)) ?? 0) + count);
  }

  of(what: string | number): number {
    return this.#counts.get(String(what)) ?? 0;
  }

  get words(): string {
    const parts = [...this.#counts].sort().map(([what, count]) => `${count} × ${what}`);
    return parts.length === 0 ? "nothing came" : parts.join(", ");
  }
}
