import { randomUUID } from "node:crypto";
import type { TestDevice } from "../sync-server/sync/test-device.ts";
import { type Docs, docsOf } from "./honest.ts";
import type { SignedIn } from "./sign-in.ts";
import type { Target } from "./target.ts";

/** Where a hostile student stands: in a ticket of her own that an honest counselor has taken, beside tickets of others. */
export type Ground = {
  malloryAs: SignedIn;
  counselorAs: SignedIn;
  mallory: TestDevice;
  /** The honest counselor of mallory's ticket, who writes under `counselorClient`. */
  counselor: TestDevice;
  own: Docs;
  /** The honest people's ticket. */
  foreign: Docs;
  /** A ticket that does not exist. */
  none: Docs;
};

/** The clientID under which the honest counselor has written two messages into mallory's chat. */
export const counselorClient = 4_001;

export async function takeGround(target: Target): Promise<Ground> {
  const malloryAs = await target.add("student", "Mallory");
  const counselorAs = await target.add("counselor", "Cora");
  const [mallory, counselor] = [await target.device(malloryAs), await target.device(counselorAs)];
  const { id } = await mallory.openTicket();
  const own = docsOf(id);
  await counselor.until(() => counselor.entries(own.ticket)?.length === 1, "the ticket");
  await counselor.write(own.ticket, { type: "ticket.claimed" });
  await counselor.until(() => counselor.entries(own.chat)?.length === 1, "the chat");
  const messages = [1, 2].map((n) => counselor.entry({ type: "chat.message", body: `message ${n}` }));
  await counselor.push(own.chat, messages, { client: counselorClient });
  await mallory.until(() => mallory.entries(own.chat)?.length === 3, "the messages");
  await mallory.until(() => mallory.entries(own.ticket)?.length === 2, "the claim");
  return {
    malloryAs,
    counselorAs,
    mallory,
    counselor,
    own,
    foreign: target.honest.docs,
    none: docsOf(randomUUID()),
  };
}

const shared = new WeakMap<Target, Ground>();

/** The same ground again, on new sockets: for attacks of which nothing is accepted, so that none changes it. */
export async function returnToGround(target: Target): Promise<Ground> {
  const known = shared.get(target);
  const ground =
    known === undefined
      ? await takeGround(target)
      : {
          ...known,
          mallory: await target.device(known.malloryAs),
          counselor: await target.device(known.counselorAs),
        };
  shared.set(target, ground);
  return ground;
}

/** Refusals after which a socket is left for a new one: past 200 the server closes it, which another attack is about. */
const refusalsOfOne = 150;

/** Devices of one person that are replaced before the server has had enough of their refusals. */
export class Shifts {
  readonly #target: Target;
  readonly #who: SignedIn;
  #device: TestDevice | null = null;
  #used = 0;

  constructor(target: Target, who: SignedIn) {
    this.#target = target;
    this.#who = who;
  }

  /** A device that is connected and has refusals left. */
  async next(): Promise<TestDevice> {
    if (this.#device === null || this.#device.closed !== null || ++this.#used >= refusalsOfOne) {
      this.#device?.cut();
      this.#device = await this.#target.device(this.#who);
      this.#used = 0;
    }
    return this.#device;
  }
}
