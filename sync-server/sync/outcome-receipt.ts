import type { Receipt } from "../../shared/protocol/receipt.ts";
import { unreachable } from "../../shared/unreachable.ts";
import type { Outcome } from "./writer.ts";

/** What became of a push, as its device is told. */
export function receiptOf(outcome: Outcome): Receipt {
  const { end } = outcome;
  switch (outcome.status) {
    case "accepted":
      return { status: "accepted", ...end, seq: outcome.seq };
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
