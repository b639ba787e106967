import type { Replica } from "../replica/database.ts";
import { roomOn } from "../replica/room.ts";
import type { Schedule } from "./scheduler.ts";
import { createSubject, type Subscribable } from "./subscribable.ts";

/** How often a page that could not keep something looks whether the device has room again, ms. */
export const lookForRoomMs = 5_000;

export type RoomWatch = {
  /** Something could not be kept, and there has been no room since. */
  full: Subscribable<boolean>;
  noRoom(): void;
  stop(): void;
};

/**
 * Remembers that this page could not keep something, until there is room.
 * @param onRoom what could not be done can be tried again
 */
export function watchRoom(replica: Replica, schedule: Schedule, onRoom: () => void): RoomWatch {
  const full = createSubject(false);
  let cancel = () => {};
  let stopped = false;

  async function look(): Promise<void> {
    const room = await roomOn(replica);
    if (stopped) return;
    if (room) {
      full.set(false);
      onRoom();
    } else {
      cancel = schedule(lookForRoomMs, () => void look());
    }
  }

  return {
    full,
    noRoom() {
      if (stopped || full.get()) return;
      full.set(true);
      cancel = schedule(lookForRoomMs, () => void look());
    },
    stop() {
      stopped = true;
      cancel();
    },
  };
}
