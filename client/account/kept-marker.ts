import { liveQuery } from "dexie";
import { z } from "zod";
import type { Replica } from "../replica/database.ts";
import { deviceIdOf } from "../replica/meta.ts";
import { createSubject, type Subscribable } from "../sync/subscribable.ts";
import type { KeptStrings } from "../ui/browser-storage.ts";
import { type Unsent, unsentIn } from "./unsent.ts";

/** Beside the database and not in it: a browser that clears the one often leaves the other. Numbers only, no words. */
const key = "alcove.kept";

const unsent: z.ZodType<Unsent> = z.object({
  waiting: z.int().nonnegative(),
  refused: z.int().nonnegative(),
  drafts: z.int().nonnegative(),
  files: z.int().nonnegative().optional(),
});

/** `replica` is the id the replica gave itself: another one means that the first is gone. */
const marker = z.object({
  person: z.string(),
  replica: z.string(),
  unsent,
  lost: unsent.nullable(),
});
export type Marker = z.output<typeof marker>;

const nothing: Unsent = { waiting: 0, refused: 0, drafts: 0 };

export type KeptMarker = {
  /** What was unsent in a replica that the browser cleared, until somebody has read of it. */
  lost: Subscribable<Unsent | null>;
  /** The person knows. */
  read(): void;
  stop(): void;
};

/** Keeps in mind how much of this replica is unsent, and finds out when an earlier one of the person was cleared. */
export function keepMarker(replica: Replica, personId: string, storage: KeptStrings): KeptMarker {
  const lost = createSubject<Unsent | null>(null);
  let stopped = false;
  let stopCounting = () => {};
  let now: Marker | null = null;

  function keep(next: Marker): void {
    if (stopped) return;
    now = next;
    const text = JSON.stringify(next);
    if (storage.getItem(key) !== text) storage.setItem(key, text);
    if (JSON.stringify(lost.get()) !== JSON.stringify(next.lost)) lost.set(next.lost);
  }

  async function begin(): Promise<void> {
    const id = await deviceIdOf(replica);
    keep(markerFor(readMarker(storage), personId, id));
    const counting = liveQuery(() => unsentIn(replica)).subscribe({
      next: (counted) => now !== null && keep({ ...now, unsent: counted }),
      // The database is closed: it is somebody else's turn to count.
      error: () => undefined,
    });
    stopCounting = () => counting.unsubscribe();
    if (stopped) stopCounting();
  }

  // A full or closed database: what cannot be counted is not promised.
  begin().catch(() => undefined);
  return {
    lost,
    read: () => now !== null && keep({ ...now, lost: null }),
    stop() {
      stopped = true;
      stopCounting();
    },
  };
}

/** What stands there of this person and replica; of another replica of theirs, what it had is lost. */
export function markerFor(before: Marker | null, person: string, replica: string): Marker {
  if (before === null || before.person !== person) return { person, replica, unsent: nothing, lost: null };
  if (before.replica === replica) return before;
  const lost = sum(before.unsent, before.lost ?? nothing);
  const any = lost.waiting + lost.refused + lost.drafts > 0;
  return { person, replica, unsent: nothing, lost: any ? lost : null };
}

function readMarker(storage: KeptStrings): Marker | null {
  try {
    return marker.safeParse(JSON.parse(storage.getItem(key) ?? "null")).data ?? null;
  } catch {
    return null;
  }
}

function sum(a: Unsent, b: Unsent): Unsent {
  return { waiting: a.waiting + b.waiting, refused: a.refused + b.refused, drafts: a.drafts + b.drafts };
}
