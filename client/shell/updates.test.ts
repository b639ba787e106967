import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { registerServiceWorker, updateOffer } from "./updates.ts";

type Worker = EventTarget & { state: string; postMessage(message: unknown): void };

function worker(state: string): Worker {
  return Object.assign(new EventTarget(), { state, postMessage: vi.fn() });
}

/** A browser with one registration, whose workers the test moves as a browser does. */
function browser(registration: { active: Worker | null; waiting: Worker | null; controller: Worker | null }) {
  const { controller, ...workers } = registration;
  const own = Object.assign(new EventTarget(), { installing: null as Worker | null, ...workers });
  const container = Object.assign(new EventTarget(), { controller, register: async () => own });
  vi.stubGlobal("navigator", { serviceWorker: container });
  vi.stubGlobal("window", { location: { reload: vi.fn() } });
  onTestFinished(() => void vi.unstubAllGlobals());
  return { registration: own, container };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A worker is found and installed, and waits. */
async function installs({ registration }: ReturnType<typeof browser>): Promise<Worker> {
  const found = worker("installing");
  registration.installing = found;
  registration.dispatchEvent(new Event("updatefound"));
  registration.installing = null;
  registration.waiting = found;
  found.state = "installed";
  found.dispatchEvent(new Event("statechange"));
  await settled();
  return found;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  onTestFinished(() => void vi.useRealTimers());
});

test("[E5] the first worker of a visit is no new version, also when the page is already its own", async () => {
  const first = browser({ active: null, waiting: null, controller: null });
  registerServiceWorker();
  await settled();
  first.container.controller = worker("activating");
  await installs(first);
  first.container.dispatchEvent(new Event("controllerchange"));
  expect(updateOffer.get()).toBeNull();
});

test("[E5] a first worker that already waits when the page registers it is no new version", async () => {
  browser({ active: null, waiting: worker("installed"), controller: worker("activating") });
  registerServiceWorker();
  await settled();
  expect(updateOffer.get()).toBeNull();
});

test("[E5] a worker that waits beside an active one is a new version", async () => {
  const older = worker("activated");
  const second = browser({ active: older, waiting: null, controller: older });
  registerServiceWorker();
  await settled();
  const found = await installs(second);
  expect(updateOffer.get()).not.toBeNull();
  updateOffer.get()?.start();
  expect(found.postMessage).toHaveBeenCalledWith({ type: "SKIP_WAITING" });
});
