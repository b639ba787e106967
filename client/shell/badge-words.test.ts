import { expect, test } from "vitest";
import { badgeWords, bannerDue, lostWords, progressWords, trayWords } from "./badge-words.ts";

const clock = () => "10:42";

test("[U5] the badge says what is true: synced, syncing 3, offline since 10:42, 2 not accepted", () => {
  expect(badgeWords({ state: "synced" }, clock).short).toBe("synced");
  expect(badgeWords({ state: "syncing", waiting: 3, progress: null }, clock).short).toBe("syncing 3");
  expect(badgeWords({ state: "syncing", waiting: 0, progress: null }, clock).short).toBe("syncing");
  expect(badgeWords({ state: "offline", since: 0, waiting: 0 }, clock).short).toBe("offline since 10:42");
  expect(trayWords(2)).toBe("2 not accepted");
  expect(trayWords(0)).toBeNull();
});

test("offline with something waiting says that it waits", () => {
  expect(badgeWords({ state: "offline", since: 0, waiting: 1 }, clock).detail).toContain(
    "1 thing will be sent when it is back",
  );
  expect(badgeWords({ state: "offline", since: 0, waiting: 0 }, clock).detail).toBe(
    "No connection since 10:42. You can go on working.",
  );
});

test("[U6] the banner comes only after 15 s without the server", () => {
  expect(bannerDue({ state: "offline", since: 1_000, waiting: 0 }, 1_000)).toBe(15_000);
  expect(bannerDue({ state: "offline", since: 1_000, waiting: 0 }, 15_999)).toBe(1);
  expect(bannerDue({ state: "offline", since: 1_000, waiting: 0 }, 99_000)).toBe(0);
  expect(bannerDue({ state: "syncing", waiting: 9, progress: null }, 99_000)).toBeNull();
});

test("[R18] a clock that was set back delays the banner by no more than its 15 s", () => {
  expect(bannerDue({ state: "offline", since: 9_000_000, waiting: 0 }, 1_000)).toBe(15_000);
});

test("[R10] a full device is told what to do, and nothing that waits looks sent", () => {
  const words = badgeWords({ state: "full", waiting: 2 }, clock);
  expect(words).toMatchObject({ look: "stopped", short: "device is full" });
  expect(words.detail).toContain("2 things kept before will be sent");
  expect(badgeWords({ state: "full", waiting: 0 }, clock).detail).toContain("Free some space");
});

test("[D16] a device that cannot read or save says so, and not that the network is gone", () => {
  expect(badgeWords({ state: "broken", waiting: 0 }, clock)).toEqual({
    look: "stopped",
    short: "storage problem",
    detail: "Alcove could not read or save on this device. It tries again by itself.",
  });
  expect(badgeWords({ state: "broken", waiting: 2 }, clock).detail).toContain("2 things not sent yet");
});

test("[R12] what a browser cleared is named with its numbers", () => {
  expect(lostWords({ waiting: 2, refused: 0, drafts: 1 })).toBe("2 things not sent yet and 1 draft");
  expect(lostWords({ waiting: 1, refused: 1, drafts: 2 })).toBe(
    "1 thing not sent yet, 1 thing not accepted and 2 drafts",
  );
});

test("the first sync counts tickets", () => {
  const status = { state: "syncing", waiting: 0, progress: { done: 1_240, total: 2_000 } } as const;
  expect(progressWords(status)).toBe("1,240 of 2,000 tickets");
  expect(progressWords({ ...status, progress: null })).toBeNull();
});
