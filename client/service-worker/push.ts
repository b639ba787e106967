import { pushPayload, type TextCode, texts } from "../../shared/notifications/texts.ts";

/** What the worker needs of itself; a test gives its own. */
export type PushScope = Pick<ServiceWorkerGlobalScope, "clients"> & {
  registration: Pick<ServiceWorkerRegistration, "showNotification">;
};

/** Vibration of something urgent, ms on and off. */
const urgentPattern = [300, 150, 300, 150, 300];

/** The code that a message carries; what we do not know is an update all the same: a browser wants something shown. */
export function textIn(data: string | null): TextCode {
  try {
    return pushPayload.parse(JSON.parse(data ?? "")).text;
  } catch {
    return "update";
  }
}

/** Shows what a push message means, in words of our own that name nobody and nothing [O9]. */
export async function showPush({ registration }: PushScope, data: string | null): Promise<void> {
  const code = textIn(data);
  const urgent = code === "urgent";
  const options: NotificationOptions & { renotify?: boolean; vibrate?: number[] } = {
    body: texts.en[code],
    icon: "/icons/alcove-192.png",
    badge: "/icons/alcove-192.png",
    // One of each stands there at a time: ten updates are still "you have an update".
    tag: urgent || code === "urgent-taken" || code === "urgent-over" ? "alcove-urgent" : `alcove-${code}`,
    renotify: true,
    requireInteraction: urgent,
    ...(urgent ? { vibrate: urgentPattern } : {}),
  };
  await registration.showNotification("Alcove", options);
}

/** Leads to the app: to a window that is open, else to a new one. */
export async function openFromPush({ clients }: PushScope): Promise<void> {
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const [open] = [...windows].sort((a, b) => Number(b.focused) - Number(a.focused));
  if (open === undefined) await clients.openWindow("/");
  else await open.focus();
}

/** Listens for push messages. Called once, as the worker starts: later listeners are not asked. */
export function listenForPush(scope: ServiceWorkerGlobalScope): void {
  scope.addEventListener("push", (event) => event.waitUntil(showPush(scope, event.data?.text() ?? null)));
  scope.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(openFromPush(scope));
  });
}
