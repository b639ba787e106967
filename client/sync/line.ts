import type { ControlUp } from "../../shared/protocol/control.ts";
import { encodeFrames, type Frame } from "../../shared/protocol/frames.ts";
import { type Heartbeat, startHeartbeat } from "./heartbeat.ts";
import type { Schedule } from "./scheduler.ts";
import type { OpenSocket, SyncSocket } from "./socket.ts";

/** A socket that does not open, or is not welcomed, within this is dead. Ms. */
export const openWithinMs = 10_000;

export type LineDeps = {
  openSocket: OpenSocket;
  schedule: Schedule;
  /** Ms that only go forward, from wherever. */
  elapsed: () => number;
  opened: () => void;
  message: (bytes: Uint8Array) => void;
  closed: (code: number) => void;
  /** Nothing was heard for a while: the server is to be asked something. */
  ask: () => void;
  /** It does not open, is not welcomed, or does not answer. */
  died: () => void;
};

/** The device's one socket at a time. What an earlier one still says is not heard. */
export class Line {
  private readonly deps: LineDeps;
  private socket: SyncSocket | null = null;
  private generation = 0;
  private pulse: Heartbeat | null = null;
  private cancelDeadline = () => {};

  constructor(deps: LineDeps) {
    this.deps = deps;
  }

  /** Another number after each `hangUp`: what was begun on one connection can tell that it is over. */
  get connection(): number {
    return this.generation;
  }

  /** Opens a socket. `hangUp` comes first. */
  connect(): void {
    const { openSocket, schedule, elapsed, opened, message, closed, ask, died } = this.deps;
    const mine = this.generation;
    const ours = () => mine === this.generation;
    this.cancelDeadline = schedule(openWithinMs, () => ours() && died());
    this.socket = openSocket({
      opened: () => {
        if (!ours()) return;
        this.pulse = startHeartbeat(schedule, elapsed, ask, died);
        opened();
      },
      message: (bytes) => {
        if (!ours()) return;
        this.pulse?.heard();
        message(bytes);
      },
      closed: (code) => ours() && closed(code),
    });
  }

  /** The server has let this device in: there is no hurry any more. */
  welcomed(): void {
    this.cancelDeadline();
  }

  /** @returns whether there was a socket to close */
  hangUp(): boolean {
    this.generation++;
    this.cancelDeadline();
    this.pulse?.stop();
    this.pulse = null;
    if (this.socket === null) return false;
    this.socket.close();
    this.socket = null;
    return true;
  }

  send(frame: Frame): void {
    this.socket?.send(encodeFrames([frame]));
  }

  say(message: ControlUp): void {
    this.send({ channel: "control", text: JSON.stringify(message) });
  }
}
