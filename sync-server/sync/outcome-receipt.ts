import type { Receipt } from "../../shared/protocol/receipt.ts";
import { unreachable } from "../../shared/unreachable.ts";
import type { Outcome } from "./writer.ts";

/** What became of a push, as its device is told; `tellsMore`: when it was accepted, too. */
export function receiptOf(outcome: Outcome, tellsMore: boolean): Receipt {
  const { end } = outcome;
  switch (outcome.status) {
    case "accepted":
      return {
        status: "accepted",
        ...end,
        seq: outcome.seq,
        ...(tellsMore && outcome.at !== undefined ? { at: outcome.at } : {}),
      };
    case "stale":
      return { status: "stale", ...end, code: "stale", detail: outcome.detail };
    case "retry-later":
      return { status: "retry-later", ...end, code: outcome.code };
    case "refused":
      return { status: "refused", ...end, ...outcome.told };
    default:
      return unreachable(outcome);
  }
}
