import { type DocName, parseDocName } from "../../shared/log/doc-name.ts";
import { type ControlDown, controlDown, parseControl } from "../../shared/protocol/control.ts";
import { decodeFrames, type Frame } from "../../shared/protocol/frames.ts";
import type { Receipt } from "../../shared/protocol/receipt.ts";
import { unreachable } from "../../shared/unreachable.ts";
import type { FeedIntake } from "./feed-intake.ts";

export type Welcome = Extract<ControlDown, { t: "welcome" }>;

/** Who is told what the server says. */
export type Hearers = {
  feed: FeedIntake;
  welcome: (message: Welcome) => void;
  caughtUp: () => void;
  /** The server's last word before it closes. */
  bye: (code: string) => void;
  receipt: (doc: string, receipt: Receipt) => void;
  awareness: (doc: DocName, update: Uint8Array) => void;
  /** The server has answered a ping; that it did is all it says. */
  answered: () => void;
};

/** Hears one WebSocket message of the server. @throws BadFrame, having heard nothing of it */
export function hear(bytes: Uint8Array, hearers: Hearers): void {
  for (const frame of decodeFrames(bytes)) hearFrame(frame, hearers);
  hearers.feed.messageEnded();
}

function hearFrame(frame: Frame, hearers: Hearers): void {
  if (frame.channel === "control") {
    const parsed = parseControl(controlDown, frame.text);
    // What a newer server says and this app does not know is passed over.
    if (parsed.ok) hearControl(parsed.message, hearers);
    return;
  }
  const { doc, message } = frame;
  switch (message.type) {
    case "update":
      hearers.feed.update(doc, message.update);
      return;
    case "receipt":
      hearers.receipt(doc, message.receipt);
      return;
    case "awareness": {
      const name = parseDocName(doc)?.name;
      if (name !== undefined) hearers.awareness(name, message.update);
      return;
    }
    case "step2":
    case "denied":
      hearers.answered();
      return;
    case "step1":
    case "queryAwareness":
      return;
    default:
      unreachable(message);
  }
}

function hearControl(message: ControlDown, hearers: Hearers): void {
  switch (message.t) {
    case "welcome":
      hearers.welcome(message);
      return;
    case "granted":
      hearers.feed.granted(message.docs, message.notesSchema);
      return;
    case "revoked":
      hearers.feed.revoked(message.docs, message.because);
      return;
    case "people":
      hearers.feed.people(message.people);
      return;
    case "cursor":
      hearers.feed.cursor(message.cursor, message.accepted);
      return;
    case "caughtUp":
      hearers.feed.cursor(message.cursor);
      hearers.caughtUp();
      return;
    case "bye":
      hearers.bye(message.code);
      return;
    default:
      unreachable(message);
  }
}
