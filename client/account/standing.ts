import { unreachable } from "../../shared/unreachable.ts";
import type { Me } from "../replica/me.ts";

/** Where a person stands with this device; each state has a screen of its own. */
export type Standing =
  | { state: "out" }
  /** Signed up, and an admin has not approved yet; or recovered, and nobody has confirmed it yet. */
  | { state: "waiting"; me: Me }
  | { state: "in"; me: Me }
  /** The server ended the sign-in. What they wrote stays on the device and is shown to nobody until they sign in. */
  | { state: "locked"; me: Me; why: Ended };

/** Why the server ended a sign-in. */
export const endings = ["signed-out", "suspended"] as const;
export type Ended = (typeof endings)[number];

/** Who this device remembers. `shared`: not theirs alone. `ended`: the server has ended their sign-in. */
export type Known = { me: Me; shared: boolean; ended: Ended | null };

/** What `GET /api/me` said. */
export type WhoAmI =
  | { answer: "person"; me: Me }
  | { answer: "nobody" }
  | { answer: "suspended" }
  | { answer: "unreachable" };

/** Before the server was asked: a known person goes straight in, so that a cold start needs no network. */
export function standingOf({ me, ended }: Pick<Known, "me" | "ended">): Standing {
  if (ended !== null) return { state: "locked", me, why: ended };
  switch (me.status) {
    case "pending":
      return { state: "waiting", me };
    case "active":
      return me.withheld === undefined ? { state: "in", me } : { state: "waiting", me };
    case "suspended":
      return { state: "locked", me, why: "suspended" };
    default:
      return unreachable(me.status);
  }
}

/** After the server was asked. */
export function standingAfter(known: Known | null, who: WhoAmI): Standing {
  switch (who.answer) {
    case "person":
      return standingOf({ me: who.me, ended: null });
    case "unreachable":
      return known === null ? { state: "out" } : standingOf(known);
    case "nobody":
      if (known === null || known.me.status === "pending") return { state: "out" };
      return standingOf({ me: known.me, ended: known.ended ?? endingOf(known.me) });
    case "suspended":
      if (known === null) return { state: "out" };
      return standingOf({ me: known.me, ended: "suspended" });
    default:
      return unreachable(who);
  }
}

function endingOf(me: Me): Ended {
  return me.status === "suspended" ? "suspended" : "signed-out";
}
