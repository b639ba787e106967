import type { Named } from "../../shared/protocol/control.ts";
import type { Replica } from "../replica/database.ts";
import type { Me } from "../replica/me.ts";
import type { Probed } from "./machine.ts";
import type { Schedule } from "./scheduler.ts";
import type { OpenSocket } from "./socket.ts";
import type { Subscribable } from "./subscribable.ts";
import type { UploadFile } from "./uploader.ts";

/** Everything the engine needs from outside: it knows no DOM, no clock and no network. */
export type EngineDeps = {
  replica: Replica;
  me: Me;
  openSocket: OpenSocket;
  /** The device's clock, ms since the epoch; people and networks set it, forward and back. */
  now: () => number;
  /** Ms that only go forward, from wherever. */
  elapsed: () => number;
  random: () => number;
  schedule: Schedule;
  /** What the browser says of the network. */
  online?: Subscribable<boolean>;
  /** Asks over HTTP why sockets do not open. */
  probe?: () => Promise<Probed>;
  /** Brings files to the server; without it messages with files wait for a device that can. */
  upload?: UploadFile;
  /**
   * Lets everybody else have a turn between two stores of a catch-up: a list that wants to read would otherwise wait for
   * all of them, since each store locks what it reads.
   */
  breathe?: () => Promise<void>;
  /** The server knows this person by another name or role than the device did. */
  onMe?: (me: Named) => void;
  /** Something here is broken: told what a task threw that no device, browser or network is to blame for. */
  onError: (error: unknown) => void;
};
