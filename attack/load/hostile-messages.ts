import type { Assaulted } from "./assaults/assault.ts";
import type { AssaultName } from "./assaults/assaults.ts";
import type { Writer } from "./wire.ts";

/** What a hostile process is told to do. */
export type HostileOrder = { name: AssaultName; port: number; people: Writer[]; forMs: number };

export type HostileAnswer = ({ t: "over" } & Assaulted) | { t: "failed"; why: string };
