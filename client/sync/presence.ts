import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import { Doc } from "yjs";
import { z } from "zod";
import type { DocName } from "../../shared/log/doc-name.ts";
import { type AwarenessHub, pageAwareness } from "./awareness-hub.ts";
import { createSubject, type Subscribable } from "./subscribable.ts";

/** In the order in which one person's several tabs are told: the later one wins. */
const activities = ["viewing", "notes", "typing"] as const;
export type Activity = (typeof activities)[number];

/** Somebody else who has this document on a screen. */
export type Present = { id: string; name: string; activity: Activity };

export type Presence = {
  update(activity: Activity): void;
  leave(): void;
  others: Subscribable<readonly Present[]>;
};

/** At most one change of activity a second leaves this page: typing is news once, not per key. */
export const sendEveryMs = 1_000;
/** Who has not pressed a key for so long is not typing any more, whatever the screen forgot to say. */
export const typingLastsMs = 6_000;

const presentState = z.object({
  user: z.object({ id: z.string(), name: z.string() }),
  // The editor of notes announces a cursor and no activity.
  activity: z.enum(activities).catch("notes"),
});

/**
 * Says on one document that this person is here, and hears who else is. Works in every tab, whichever holds the
 * socket. The server rewrites `user`, so nobody can pass for another; who falls silent is forgotten after 30 s.
 */
export function joinPresence(
  name: DocName,
  local: { activity: Activity },
  hub: AwarenessHub = pageAwareness,
): Presence {
  const doc = new Doc();
  const awareness = new Awareness(doc);
  const others = createSubject<readonly Present[]>([]);
  const pace = createPace(say);
  const resting = local.activity === "typing" ? "viewing" : local.activity;
  let activity: Activity = resting;
  let silence: ReturnType<typeof setTimeout> | undefined;

  awareness.on("update", (changes: Changes, origin: unknown) => {
    // Only what this page says of itself goes out: a state heard from others is theirs to repeat.
    if (origin === "local") hub.send(name, encodeAwarenessUpdate(awareness, [awareness.clientID]));
    // A newcomer knows nobody yet, and the next renewal may be 15 s away.
    else if (changes.added.length > 0) pace.soon();
    show();
  });
  const stopListening = [
    hub.listen(name, (update) => {
      try {
        applyAwarenessUpdate(awareness, update, "remote");
      } catch {
        // No awareness update: nobody is shown for it.
      }
    }),
    hub.connection.subscribe(() => {
      // The server told the others, one clock on, that the old connection's people left: only the second counts.
      say();
      say();
    }),
    hub.onClosing(() => awareness.setLocalState(null)),
  ];
  pace.soon();
  become(local.activity);

  function say() {
    const me = hub.connection.get()?.me;
    awareness.setLocalState(me === undefined ? null : { user: { id: me.id, name: me.name }, activity });
  }

  function show() {
    const next = othersIn(awareness, hub.connection.get()?.me.id);
    if (JSON.stringify(next) !== JSON.stringify(others.get())) others.set(next);
  }

  function become(next: Activity) {
    clearTimeout(silence);
    if (next === "typing") silence = setTimeout(() => become(resting), typingLastsMs);
    if (next === activity) return;
    activity = next;
    pace.soon();
  }

  return {
    update: become,
    leave() {
      clearTimeout(silence);
      pace.stop();
      // Destroying says good-bye, so it comes before the listeners go.
      doc.destroy();
      for (const stop of stopListening) stop();
      others.set([]);
    },
    others,
  };
}

type Changes = { added: number[]; updated: number[]; removed: number[] };

function othersIn(awareness: Awareness, me: string | undefined): Present[] {
  const byPerson = new Map<string, Present>();
  for (const state of awareness.getStates().values()) {
    const parsed = presentState.safeParse(state);
    if (!parsed.success || parsed.data.user.id === me) continue;
    const { user, activity } = parsed.data;
    const known = byPerson.get(user.id);
    if (known !== undefined && activities.indexOf(known.activity) >= activities.indexOf(activity)) continue;
    byPerson.set(user.id, { id: user.id, name: user.name, activity });
  }
  return [...byPerson.values()].sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}

/** Runs `act` at once, and again no sooner than a second later, with whatever is true by then. */
function createPace(act: () => void): { soon(): void; stop(): void } {
  let last = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = () => {
    timer = undefined;
    last = performance.now();
    act();
  };
  return {
    soon() {
      if (timer !== undefined) return;
      const wait = last + sendEveryMs - performance.now();
      if (wait <= 0) run();
      else timer = setTimeout(run, wait);
    },
    stop: () => clearTimeout(timer),
  };
}
