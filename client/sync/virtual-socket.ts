import { applyUpdate, Doc, encodeStateAsUpdate, encodeStateVector, mergeUpdates } from "yjs";
import { type DocName, parseDocName } from "../../shared/log/doc-name.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { type DocMessage, decodeMessage, encodeMessage } from "../../shared/protocol/frames.ts";
import { unreachable } from "../../shared/unreachable.ts";
import { joinedBytes } from "../replica/notes.ts";
import type { DeskSession } from "../replica/session.ts";
import { type AwarenessHub, pageAwareness } from "./awareness-hub.ts";
import { emptyAwareness, readAwareness, writeAwareness } from "./awareness-states.ts";
import { type LocalDocument, localDocument } from "./local-document.ts";
import { createSubject, type Subject } from "./subscribable.ts";

/** y-websocket connects again after 30 s without a message; an empty one is put in well before. */
const keepAliveMs = 20_000;
/** A disk that is full now may have room soon; the words stay in memory until then, for an hour at most. */
const appendAgainMs = 2_000;
const appendAgainTimes = 1_800;

/** Whether everything typed on this page is on the device's disk. */
export type Saving = "saved" | "saving" | "failed";

/** What a virtual socket reports back; a screen says it honestly. */
export type VirtualSocketReport = { saving: Subject<Saving> };

/**
 * A WebSocket class for y-websocket's `WebsocketProvider` that ends in this device's replica and not in a network.
 * It plays the server of the document named by the URL's path: it answers from base and outbox, offline too, makes
 * an outbox row of every edit, and hands over what the feed or another tab brings. Awareness goes to the person's one
 * socket, in whichever tab that is. It closes with 4401 after a sign-out, with 4403 when the grant is gone and with
 * 4409 when an edit was refused; all stop the provider, so that nothing deleted or refused is written again.
 */
export function virtualSocketFor(
  session: DeskSession,
  report: VirtualSocketReport = { saving: createSubject<Saving>("saved") },
  hub: AwarenessHub = pageAwareness,
): typeof WebSocket {
  return class extends VirtualSocket {
    constructor(url: string | URL) {
      const name = nameIn(url);
      super(String(url), name, localDocument(session, name), hub, report);
    }
  };
}

function nameIn(url: string | URL): DocName {
  const path = new URL(url).pathname.split("/").slice(-2).join("/");
  const parsed = parseDocName(path);
  if (parsed === null) throw new Error(`no document in ${path}`);
  return parsed.name;
}

class VirtualSocket extends EventTarget implements WebSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;
  readonly bufferedAmount = 0;
  readonly extensions = "";
  readonly protocol = "";
  readonly url: string;
  binaryType: BinaryType = "arraybuffer";
  readyState: 0 | 1 | 2 | 3 = 0;
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;

  /** Base and outbox as one document: the server that the provider believes to talk to. */
  readonly #shadow = new Doc();
  readonly #name: DocName;
  readonly #hub: AwarenessHub;
  readonly #outgoing: Outgoing;
  /** The provider's own clientID: it also repeats what it heard of others, and that is not this page's to say. */
  #own: { client: number; clock: number } | null = null;
  readonly #known = new Set<number>();
  readonly #endings: (() => void)[] = [];

  constructor(
    url: string,
    name: DocName,
    local: LocalDocument,
    hub: AwarenessHub,
    report: VirtualSocketReport,
  ) {
    super();
    this.url = url;
    this.#name = name;
    this.#hub = hub;
    this.#outgoing = createOutgoing(local, report);
    this.#shadow.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin === this) this.#outgoing.add(update);
      else this.#deliver({ type: "update", update });
    });
    const keepAlive = setInterval(
      () => this.#deliver({ type: "awareness", update: emptyAwareness }),
      keepAliveMs,
    );
    this.#endings.push(
      () => clearInterval(keepAlive),
      hub.listen(name, (update) => this.#hear(update)),
      hub.connection.subscribe(() => this.#connectionChanged()),
      local.watch(
        (updates) => this.#arrived(updates),
        (why) => this.#end(why, "the document on screen is not the accepted one any more"),
      ),
    );
  }

  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    if (this.readyState !== this.OPEN) return;
    const bytes = ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : null;
    if (bytes !== null) this.#receive(decodeMessage(bytes));
  }

  close(code = 1000, reason = ""): void {
    this.#end(code, reason);
  }

  #arrived(updates: Uint8Array[]): void {
    for (const update of updates) applyUpdate(this.#shadow, update, "replica");
    if (this.readyState !== this.CONNECTING) return;
    this.readyState = this.OPEN;
    guarded(() => this.onopen?.(new Event("open")));
    // The provider asked with its own step 1; this asks it for what only its document has.
    this.#deliver({ type: "step1", stateVector: encodeStateVector(this.#shadow) });
    this.#deliver({ type: "queryAwareness" });
  }

  #receive(message: DocMessage): void {
    switch (message.type) {
      case "step1":
        this.#deliver({ type: "step2", update: encodeStateAsUpdate(this.#shadow, message.stateVector) });
        break;
      case "step2":
      case "update":
        // The shadow's own event says what of it is new; a step 2 repeats every deletion there ever was.
        applyUpdate(this.#shadow, message.update, this);
        break;
      case "awareness": {
        const states = readAwareness(message.update) ?? [];
        const client = this.#own?.client ?? states[0]?.client;
        const own = states.filter((state) => state.client === client);
        for (const { client, clock } of own) this.#own = { client, clock };
        if (own.length > 0) this.#hub.send(this.#name, writeAwareness(own));
        break;
      }
      case "queryAwareness":
      case "denied":
      case "receipt":
        break;
      default:
        unreachable(message);
    }
  }

  #hear(update: Uint8Array): void {
    const states = readAwareness(update);
    if (states === null || this.readyState !== this.OPEN) return;
    const newcomers = states.filter(({ client }) => client !== this.#own?.client && !this.#known.has(client));
    for (const { client } of newcomers) this.#known.add(client);
    this.#deliver({ type: "awareness", update });
    if (newcomers.length > 0) this.#deliver({ type: "queryAwareness" });
  }

  #connectionChanged(): void {
    if (this.#hub.connection.get() === null) this.#end(closeCodes.signedOut, "signed out");
    else if (this.#own === null) this.#deliver({ type: "queryAwareness" });
    // The server told the others, one clock on, that the old connection's people left. A provider told the same of
    // itself contradicts with a newer clock.
    else
      this.#deliver({
        type: "awareness",
        update: writeAwareness([{ ...this.#own, clock: this.#own.clock + 1, state: null }]),
      });
  }

  #deliver(message: DocMessage): void {
    if (this.readyState !== this.OPEN) return;
    const { buffer } = new Uint8Array(encodeMessage(message));
    guarded(() => this.onmessage?.(new MessageEvent("message", { data: buffer })));
  }

  #end(code: number, reason: string): void {
    if (this.readyState === this.CLOSED) return;
    this.readyState = this.CLOSED;
    if (code === closeCodes.signedOut) this.#outgoing.forget();
    else this.#outgoing.flush();
    for (const ending of this.#endings) ending();
    this.#shadow.destroy();
    const event = Object.assign(new Event("close"), { code, reason, wasClean: true });
    // As a network would: never while the caller is still at work.
    queueMicrotask(() => guarded(() => this.onclose?.(event)));
  }
}

/** A handler that throws must not stop the socket that calls it, as with a real WebSocket. */
function guarded(handler: () => void): void {
  try {
    handler();
  } catch (error) {
    console.error(error);
  }
}

type Outgoing = { add(update: Uint8Array): void; flush(): void; forget(): void };

/** How many of these, from the first on, fit into one row; at least one. */
function fitting(updates: readonly Uint8Array[]): number {
  let bytes = 0;
  const tooMany = updates.findIndex((update) => {
    bytes += update.length;
    return bytes > joinedBytes;
  });
  return tooMany < 0 ? updates.length : Math.max(1, tooMany);
}

/**
 * What was typed, on its way to the disk: written in the microtask after the key, with no timer between, or with all that
 * came meanwhile as soon as the write before it has ended. Nothing is dropped: what cannot be written is kept, in order.
 */
function createOutgoing(local: LocalDocument, { saving }: VirtualSocketReport): Outgoing {
  let kept: Uint8Array[] = [];
  let writing = false;
  let triesLeft = appendAgainTimes;
  let again: ReturnType<typeof setTimeout> | undefined;

  function flush(): void {
    if (writing || again !== undefined || kept.length === 0) return;
    const update = mergeUpdates(kept.splice(0, fitting(kept)));
    writing = true;
    if (saving.get() === "saved") saving.set("saving");
    local.append(update).then(written, () => refused(update));
  }

  function written(): void {
    writing = false;
    triesLeft = appendAgainTimes;
    if (kept.length === 0) saving.set("saved");
    flush();
  }

  function refused(update: Uint8Array): void {
    writing = false;
    kept.unshift(update);
    saving.set("failed");
    if (triesLeft-- <= 0) return;
    again = setTimeout(() => {
      again = undefined;
      flush();
    }, appendAgainMs);
  }

  return {
    add(update) {
      if (kept.length === 0) queueMicrotask(flush);
      kept.push(update);
    },
    flush,
    forget() {
      clearTimeout(again);
      triesLeft = 0;
      kept = [];
    },
  };
}
