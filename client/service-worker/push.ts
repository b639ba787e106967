import { notificationsAnswer } from "../../shared/notifications/answers.ts";
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

/** The browser gave this app's subscription another address, or ended it. Its own type is not in TypeScript's list. */
export type SubscriptionChange = ExtendableEvent & {
  readonly newSubscription?: PushSubscription | null;
  readonly oldSubscription?: PushSubscription | null;
};

/**
 * Tells the server the new address and ends the old one. What fails here is mended at the next start of the app.
 * @throws what the browser or the network says
 */
export async function renewPush(
  { pushManager }: Pick<ServiceWorkerRegistration, "pushManager">,
  { newSubscription, oldSubscription }: Pick<SubscriptionChange, "newSubscription" | "oldSubscription">,
  post: (path: string, body: object) => Promise<void>,
): Promise<void> {
  const options = oldSubscription?.options;
  const renewed =
    newSubscription ??
    (await pushManager.getSubscription()) ??
    (options?.applicationServerKey
      ? await pushManager.subscribe({
          userVisibleOnly: true,
          applicationServerKey: options.applicationServerKey,
        })
      : null);
  if (renewed !== null) {
    const { endpoint, keys } = renewed.toJSON();
    await post("/api/notifications/subscriptions", { endpoint, keys });
  }
  if (oldSubscription != null && oldSubscription.endpoint !== renewed?.endpoint)
    await post("/api/notifications/subscriptions/end", { endpoint: oldSubscription.endpoint });
}

/** Milliseconds for one such answer. */
const patience = 15_000;

async function post(path: string, body: object): Promise<void> {
  const answer = await fetch(path, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify(body),
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.timeout(patience),
  });
  if (!answer.ok) throw new Error(`a changed push subscription was answered ${answer.status}`);
  // A portal's page with 200 is no answer of ours: what follows would end a subscription that the server still needs.
  notificationsAnswer.parse(await answer.json());
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
  scope.addEventListener("pushsubscriptionchange", (event) => {
    const change = event as SubscriptionChange;
    change.waitUntil(renewPush(scope.registration, change, post));
  });
  scope.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(openFromPush(scope));
  });
}
