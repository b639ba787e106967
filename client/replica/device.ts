import { Dexie, type Table } from "dexie";
import { deleteReplica, deviceDatabase, openReplica } from "./database.ts";
import type { Me } from "./me.ts";

/** Someone who is signed in on this device, as a start without a network needs to know. */
export type SignedIn = {
  me: Me;
  /** "This is a shared computer": everything is wiped at sign-out, after idling, and at the next start. */
  shared: boolean;
  /** Ms since the epoch. */
  lastActiveAt: number;
};

type PersonOnDevice = SignedIn & { id: string };

/** On a shared computer, this long without a touch signs out. Ms. */
export const sharedIdleMs = 15 * 60_000;

/** At most one write of `lastActiveAt` in this time: it is touched with every key. Ms. */
const touchEveryMs = 30_000;

class Device extends Dexie {
  declare people: Table<PersonOnDevice, string>;

  constructor() {
    super(deviceDatabase);
    this.version(1).stores({ people: "id, lastActiveAt" });
  }
}

let opened: Device | null = null;

function device(): Device {
  opened ??= new Device();
  return opened;
}

/** Who was signed in here last; null when nobody is. Needs no network. */
export async function currentPerson(): Promise<SignedIn | null> {
  const person = await device().people.orderBy("lastActiveAt").last();
  return person === undefined ? null : signedIn(person);
}

/** Remembers who is signed in, at sign-in and whenever the server says something new of them. */
export async function rememberPerson(me: Me, { shared }: { shared?: boolean } = {}): Promise<void> {
  await device().transaction("rw", device().people, async () => {
    const before = await device().people.get(me.id);
    await device().people.put({
      id: me.id,
      me,
      shared: shared ?? before?.shared ?? false,
      lastActiveAt: Date.now(),
    });
  });
}

/** Deletes everything of a person on this device: the replica and that they were here. */
export async function forgetPerson(id: string): Promise<void> {
  await deleteReplica(id);
  await device().people.delete(id);
}

/** Tells that the person is doing something; on a shared computer idling ends the sign-in. */
export async function touchPerson(id: string): Promise<void> {
  const now = Date.now();
  await device()
    .people.where("id")
    .equals(id)
    .filter((person) => now - person.lastActiveAt > touchEveryMs)
    .modify({ lastActiveAt: now });
}

/** Is somebody signed in on a shared computer and idle too long? */
export function idledOut(person: SignedIn, now: number = Date.now()): boolean {
  return person.shared && now - person.lastActiveAt > sharedIdleMs;
}

/**
 * At the start of the app: deletes everything of those who said that this is a shared computer.
 * @param running the person of another tab that is open now: a new tab is not a new start
 * @returns the ids whose data was deleted
 */
export async function wipeShared(running: string | null = null): Promise<string[]> {
  const people = await device().people.toArray();
  const gone = people.filter((person) => person.shared && person.id !== running).map((person) => person.id);
  for (const id of gone) await forgetPerson(id);
  return gone;
}

/** How much of this person's is on this device only; what sign-out asks about. */
export async function unsentOf(id: string): Promise<number> {
  const replica = openReplica(id);
  try {
    return (await replica.outbox.count()) + (await replica.resend.count());
  } finally {
    replica.close();
  }
}

function signedIn({ me, shared, lastActiveAt }: PersonOnDevice): SignedIn {
  return { me, shared, lastActiveAt };
}
