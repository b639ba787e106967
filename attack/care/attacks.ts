import type { Attack } from "../attack.ts";
import { crises } from "./crises.ts";
import { endedDevices } from "./ended-devices.ts";
import { returnedWork } from "./returned-work.ts";

/** What harms the care itself: pages, work that nobody has, words on a lost device. */
export const careAttacks: readonly Attack[] = [endedDevices, returnedWork, crises];
