import { Button, Text } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import type { Campus } from "../../shared/api/account.ts";
import { realSchedule } from "../sync/scheduler.ts";
import { pageReloadedAt, watchStorage } from "../sync/storage-watch.ts";
import { CrisisCard } from "../ui/crisis-card.tsx";
import { deviceMemory } from "./device-memory.ts";
import { OutsidePage } from "./outside-page.tsx";

/** Longer than any start on a slow phone, ms; then the person is told what it waits for. */
const slowAfterMs = 4_000;

/** While the device's memory has not answered: first a blink, then what it waits for, and one reload by itself. */
export function SlowStart({ campus, blink }: { campus: Campus; blink: ReactNode }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const watch = watchStorage({
      read: () => deviceMemory.known(),
      schedule: realSchedule,
      now: Date.now,
      reloadedAt: pageReloadedAt,
      unkept: () => false,
      reload: () => window.location.reload(),
    });
    watch.look();
    const cancel = realSchedule(slowAfterMs, () => setSlow(true));
    return () => {
      cancel();
      watch.stop();
    };
  }, []);
  if (!slow) return blink;
  return (
    <main id="main">
      <OutsidePage
        title="Waiting for this device"
        lead="The browser has not opened what Alcove keeps on this device yet. What you wrote is still there."
        below={<CrisisCard lines={campus.crisisLines} />}
      >
        <Text>Close other tabs with Alcove, or reload this page.</Text>
        <Button fullWidth mt="md" onClick={() => window.location.reload()}>
          Reload
        </Button>
      </OutsidePage>
    </main>
  );
}
