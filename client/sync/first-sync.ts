import { parseDocName } from "../../shared/log/doc-name.ts";
import type { Progress } from "./connection.ts";

/** Counts the tickets of a first catch-up, so that the badge can say how far it has come. */
export class FirstSync {
  private counting = false;
  private readonly expected = new Set<string>();
  private readonly here = new Set<string>();

  begin(first: boolean): void {
    this.end();
    this.counting = first;
  }

  end(): void {
    this.counting = false;
    this.expected.clear();
    this.here.clear();
  }

  granted(docs: readonly string[]): void {
    if (this.counting) for (const doc of docs) if (isTicket(doc)) this.expected.add(doc);
  }

  /** Documents whose content is on the device now; what has only arrived could still be lost. */
  stored(docs: readonly string[]): void {
    if (this.counting) for (const doc of docs) if (isTicket(doc)) this.here.add(doc);
  }

  /** Null when this is no first sync, or nothing has been announced yet. */
  get progress(): Progress | null {
    if (!this.counting || this.expected.size === 0) return null;
    return { done: this.here.size, total: Math.max(this.expected.size, this.here.size) };
  }
}

function isTicket(doc: string): boolean {
  return parseDocName(doc)?.kind === "ticket";
}
