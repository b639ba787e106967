import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textCodes, texts } from "../../shared/notifications/texts.ts";
import { openFromPush, type PushScope, renewPush, showPush, textIn } from "./push.ts";

type Shown = { title: string; body: string | undefined; tag: string | undefined };

function scope(windows: { focused: boolean; name: string }[] = []) {
  const shown: Shown[] = [];
  const done: string[] = [];
  const made = {
    registration: {
      showNotification: async (title: string, options: NotificationOptions = {}) => {
        shown.push({ title, body: options.body, tag: options.tag });
      },
    },
    clients: {
      matchAll: async () =>
        windows.map(({ focused, name }) => ({ focused, focus: async () => void done.push(`focus ${name}`) })),
      openWindow: async (url: string) => void done.push(`open ${url}`),
    },
  };
  // biome-ignore lint/suspicious/noExplicitAny: a worker's clients are more than a test needs
  return { made: made as any as PushScope, shown, done };
}

test("[O9] each code is shown in our own words", async () => {
  for (const code of textCodes) {
    const { made, shown } = scope();
    await showPush(made, JSON.stringify({ v: 1, text: code }));
    expect(shown).toMatchObject([{ title: "Alcove", body: texts.en[code] }]);
  }
});

test("[O9] whatever a message holds, nothing of it is shown", async () => {
  const allowed = new Set<string>(Object.values(texts.en));
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.json(), fc.constant(null)), async (data) => {
      const { made, shown } = scope();
      await showPush(made, data);
      expect(shown).toHaveLength(1);
      expect(shown[0]?.title).toBe("Alcove");
      expect(allowed).toContain(shown[0]?.body);
    }),
  );
  const smuggled = JSON.stringify({ v: 1, text: "update", body: "Sam has exam stress" });
  expect(textIn(smuggled)).toBe("update");
});

test("updates replace each other, and none replaces something urgent", async () => {
  const { made, shown } = scope();
  for (const text of ["update", "update", "urgent", "urgent-taken"]) {
    await showPush(made, JSON.stringify({ v: 1, text }));
  }
  expect(shown.map(({ tag }) => tag)).toEqual([
    "alcove-update",
    "alcove-update",
    "alcove-urgent",
    "alcove-urgent",
  ]);
});

describe("a click", () => {
  test("goes to the window that is open, the focused one first", async () => {
    const { made, done } = scope([
      { focused: false, name: "a" },
      { focused: true, name: "b" },
    ]);
    await openFromPush(made);
    expect(done).toEqual(["focus b"]);
  });
  test("opens one where there is none", async () => {
    const { made, done } = scope();
    await openFromPush(made);
    expect(done).toEqual(["open /"]);
  });
});

describe("[D23] a subscription that the browser changed", () => {
  const at = (endpoint: string) =>
    ({
      endpoint,
      options: { applicationServerKey: new ArrayBuffer(1) },
      toJSON: () => ({ endpoint, keys: {} }),
    }) as unknown as PushSubscription;

  async function renewed(change: Parameters<typeof renewPush>[1], standing: PushSubscription | null) {
    const posted: string[] = [];
    const pushManager = { getSubscription: async () => standing, subscribe: async () => at("made") };
    await renewPush({ pushManager: pushManager as unknown as PushManager }, change, async (path, body) => {
      posted.push(`${path.split("/").pop()} ${"endpoint" in body ? body.endpoint : ""}`);
    });
    return posted;
  }

  test("is told to the server, and the old one is ended", async () => {
    expect(await renewed({ newSubscription: at("new"), oldSubscription: at("old") }, null)).toEqual([
      "subscriptions new",
      "end old",
    ]);
    expect(await renewed({ oldSubscription: at("old") }, at("standing"))).toEqual([
      "subscriptions standing",
      "end old",
    ]);
  });

  test("is made anew where the browser only ended it", async () => {
    expect(await renewed({ oldSubscription: at("old") }, null)).toEqual(["subscriptions made", "end old"]);
    expect(await renewed({}, null)).toEqual([]);
  });
});
