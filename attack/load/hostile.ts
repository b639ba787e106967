/** A process of its own: one assault, so that its work is not done where the honest pair measures. */
import { constants, setPriority } from "node:os";
import { assaults } from "./assaults/assaults.ts";
import type { HostileAnswer, HostileOrder } from "./hostile-messages.ts";

const tell = (answer: HostileAnswer) => process.send?.(answer);

// Attackers have machines of their own; here they must not take the processor from those they attack.
setPriority(constants.priority.PRIORITY_LOW);
process.on("disconnect", () => process.exit());
process.once("message", ({ name, port, people, forMs }: HostileOrder) => {
  const end = performance.now() + forMs;
  assaults[name]({ port, people, forMs, over: () => performance.now() >= end }).then(
    (assaulted) => tell({ t: "over", ...assaulted }),
    (error: unknown) =>
      tell({ t: "failed", why: error instanceof Error ? (error.stack ?? "") : String(error) }),
  );
});
