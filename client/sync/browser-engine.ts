import { filesPath } from "../../shared/attachments/limits.ts";
import type { Named } from "../../shared/protocol/control.ts";
import { tusUpload } from "../attachments/tus-upload.ts";
import type { DeskSession } from "../replica/session.ts";
import { askWhy } from "./ask-why.ts";
import { browserSocket } from "./browser-socket.ts";
import { createEngine, type Engine } from "./engine.ts";
import { realSchedule } from "./scheduler.ts";
import { createSubject, type Subscribable } from "./subscribable.ts";

/** The engine as a page or a service worker of this origin runs it. */
export function browserEngine(
  { replica, me }: Pick<DeskSession, "replica" | "me">,
  onMe?: (me: Named) => void,
): Engine {
  return createEngine({
    replica,
    me,
    openSocket: browserSocket(location),
    now: Date.now,
    elapsed: () => performance.now(),
    random: Math.random,
    schedule: realSchedule,
    online: browserOnline(),
    probe: askWhy,
    breathe,
    upload: tusUpload(new URL(filesPath, location.origin)),
    onError: (error) => console.error(error),
    ...(onMe && { onMe }),
  });
}

/** The next turn of the event loop. Not by a timer: those of a hidden tab come once in a second, or in a minute. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

let online: Subscribable<boolean> | null = null;

/** What the browser says of the network; one pair of listeners, however many engines there were. */
function browserOnline(): Subscribable<boolean> {
  if (online !== null) return online;
  const subject = createSubject(navigator.onLine);
  addEventListener("online", () => subject.set(true));
  addEventListener("offline", () => subject.set(false));
  online = subject;
  return subject;
}
