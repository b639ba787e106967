import { notificationsAnswer } from "../../shared/notifications/answers.ts";
import { api } from "../account/api.ts";
import { siteStorage } from "../ui/browser-storage.ts";

/** Whose push messages this browser takes; kept beside the sign-in and wiped with it. */
const ownerKey = "alcove.push-owner";

export type PushState = "unsupported" | "denied" | "off" | "on";

/** Whether this browser takes push messages for this person. */
export async function pushState(personId: string): Promise<PushState> {
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) {
    return "unsupported";
  }
  if (Notification.permission === "denied") return "denied";
  const registration = await navigator.serviceWorker.getRegistration();
  if (registration === undefined) return "unsupported";
  const subscription = await registration.pushManager.getSubscription();
  return subscription !== null && siteStorage().getItem(ownerKey) === personId ? "on" : "off";
}

/** Asks the browser, subscribes, and tells the server. @throws ApiProblem, NetworkProblem, or what the browser says */
export async function turnPushOn(personId: string, publicKey: string): Promise<PushState> {
  if ((await Notification.requestPermission()) !== "granted") return "denied";
  const { pushManager } = await navigator.serviceWorker.ready;
  const old = await pushManager.getSubscription();
  // One that was made with another key is none of this server's.
  if (old !== null && keyOf(old) !== publicKey) await old.unsubscribe();
  const subscription = await pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: publicKey,
  });
  await tellServer(subscription);
  siteStorage().setItem(ownerKey, personId);
  return "on";
}

/**
 * Where this person turned push messages on in this browser, tells the server so again: it forgets a browser whose sign-in
 * ended, and a browser may have lost or changed its subscription. Asks the person nothing.
 * @throws ApiProblem, NetworkProblem, or what the browser says
 */
export async function mendPush(personId: string): Promise<PushState> {
  if (siteStorage().getItem(ownerKey) !== personId) return pushState(personId);
  const state = await pushState(personId);
  if (state === "unsupported" || state === "denied") return state;
  if (Notification.permission !== "granted") return "off";
  const { channels } = await api.get("/api/notifications", notificationsAnswer);
  return turnPushOn(personId, channels.push.publicKey);
}

async function tellServer(subscription: PushSubscription): Promise<void> {
  const { endpoint, keys } = subscription.toJSON();
  await api.post("/api/notifications/subscriptions", { endpoint, keys }, notificationsAnswer);
}

export async function turnPushOff(): Promise<PushState> {
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription();
  siteStorage().removeItem(ownerKey);
  if (!subscription) return "off";
  await api.post(
    "/api/notifications/subscriptions/end",
    { endpoint: subscription.endpoint },
    notificationsAnswer,
  );
  await subscription.unsubscribe();
  return "off";
}

function keyOf({ options }: PushSubscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}
