import type { DocName } from "../../shared/log/doc-name.ts";
import type { Envelope } from "./append-frames.ts";

export type LinkOptions = {
  port: number;
  /** The documents that the device works in; a document is named by its place here. */
  docs: readonly DocName[];
  /** What the device has of each already, as a state vector; nothing of any unless given. */
  has?: readonly Uint8Array[];
  /** Entries that arrived, one call for each run of them; the device's own may be among them. */
  onRun: (doc: number, client: number, clock: number, count: number) => void;
  /** A push was acknowledged: how many entries of the device's own are, in all, where each push is of one entry. */
  onAck?: (doc: number, acked: number) => void;
  /** The server ended the link, or refused something: either ends the run. */
  onEnd: (reason: string) => void;
};

/** What Alcove needs besides: who it is, and up to where the device has everything. */
export type AlcoveLinkOptions = LinkOptions & { token: string; cursor: number };

/** One device's connection to a server, in whichever protocol that speaks. */
export type Link = {
  /** Sockets it takes: one, or one for each document. */
  sockets: number;
  envelope(doc: number): Envelope;
  /** Sends a frame made by `clientFrame` of what `envelope` returned. */
  send(doc: number, frame: Uint8Array): void;
  /** Asks for what the server has beyond a state vector, by default for all of it. */
  read(doc: number, stateVector?: Uint8Array): Promise<Uint8Array>;
  close(): void;
};

/** The state vector of nothing. */
export const nothing: Uint8Array = new Uint8Array([0]);

/** Answers to `read` that are waited for, oldest first for each document. */
export class Reads {
  readonly #waiting = new Map<number, ((update: Uint8Array) => void)[]>();

  wait(doc: number): Promise<Uint8Array> {
    const answer = Promise.withResolvers<Uint8Array>();
    const others = this.#waiting.get(doc) ?? [];
    this.#waiting.set(doc, others);
    others.push(answer.resolve);
    return answer.promise;
  }

  /** Takes an answer; its bytes are copied, since they lie in the socket's buffer. */
  answer(doc: number, update: Uint8Array): void {
    this.#waiting.get(doc)?.shift()?.(Uint8Array.from(update));
  }
}
