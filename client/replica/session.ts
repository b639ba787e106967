import type { Replica } from "./database.ts";
import type { Me } from "./me.ts";

/** What an action needs: who acts, where it is written, and how the engine hears of it. */
export type DeskSession = {
  me: Me;
  replica: Replica;
  wake: () => void;
  /** Told when something could not be kept because the device is full. */
  noRoom?: () => void;
  /** Milliseconds since the epoch; the device's clock unless told otherwise. */
  now?: () => number;
};
