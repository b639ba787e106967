import fc from "fast-check";
import { expect, test } from "vitest";
import { believedTime, offlineAtMostMs } from "./believed-time.ts";

const minuteMs = 60_000;
const arbNow = fc.integer({ min: 1_500_000_000_000, max: 4_000_000_000_000 });
/** What a right clock may be off. */
const arbSkew = fc.integer({ min: -minuteMs, max: minuteMs });
const arbWait = fc.integer({ min: 0, max: offlineAtMostMs - 2 * minuteMs });

test("[G11] what an honest device wrote offline keeps its time, however long it waited up to a year", () => {
  fc.assert(
    fc.property(arbNow, arbWait, arbWait, arbSkew, arbSkew, (now, waited, before, own, theirs) => {
      const at = now - waited + own;
      const openedAt = now - waited - before + theirs;
      expect(believedTime(at, { now, openedAt })).toBe(at);
      expect(believedTime(at, { now, openedAt: null })).toBe(at);
    }),
  );
});

test("[G11] whatever a clock says, no time is before its ticket's or older than a year; else it is the arrival", () => {
  const arbAt = fc.oneof(fc.integer({ min: 0, max: 4_000_000_000_000 }), fc.integer({ min: 0, max: 1_000 }));
  fc.assert(
    fc.property(arbAt, arbNow, arbWait, (at, now, since) => {
      const openedAt = now - since;
      const believed = believedTime(at, { now, openedAt });
      expect([at, now]).toContain(believed);
      expect(believed).toBeGreaterThanOrEqual(Math.min(now, openedAt - 2 * minuteMs));
      expect(believed).toBeGreaterThanOrEqual(now - offlineAtMostMs);
      // Judged again, on a device and then on the server, it stays.
      expect(believedTime(believed, { now, openedAt })).toBe(believed);
    }),
  );
});
