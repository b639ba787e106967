import { expect, test } from "vitest";
import { lacks } from "./browser-lacks.ts";

const iPhone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1";
const mac =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15";
const linux = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36";

test.each([
  ["an iPhone's Safari", { userAgent: iPhone, maxTouchPoints: 5 }, true],
  ["an iPad's, which says that it is a Mac", { userAgent: mac, maxTouchPoints: 5 }, true],
  ["a Mac's", { userAgent: mac, maxTouchPoints: 0 }, false],
  ["an app on an iPhone's Home Screen", { userAgent: iPhone, maxTouchPoints: 5, standalone: true }, false],
  ["a browser on Linux", { userAgent: linux }, false],
])(
  "[E6] only an iPhone or iPad needs the Home Screen, and only until Alcove is on it: %s",
  (_, navigator, needed) => {
    expect(lacks({ navigator }).homeScreen).toBe(needed);
  },
);

test("[E6] a browser without background sync sends only while it is open", () => {
  expect(lacks({ navigator: { userAgent: linux } }).backgroundSync).toBe(true);
  expect(lacks({ navigator: { userAgent: linux }, SyncManager: class {} }).backgroundSync).toBe(false);
});
