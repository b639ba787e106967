import type { Code } from "../../shared/protocol/codes.ts";
import type { Cause } from "../../shared/ticket/state.ts";
import type { DocHead, Step } from "../store/store.ts";

/** What the guard says of one push. */
export type Verdict =
  | { status: "accepted"; step: Extract<Step, { kind: "append" | "notes" }>; head: DocHead }
  /** The log has every one of these entries already; `seq` 0: since this very turn. */
  | { status: "known"; seq: number }
  | { status: "stale"; detail: string }
  | { status: "refused"; refusal: Refusal };

export type Refusal = {
  code: Code;
  /** G1–G9, or the policy rule's name. */
  rule?: string;
  /** Id of the first entry refused. */
  entry?: string;
  /** The entry that made it impossible; told only to who could read it. */
  cause?: Cause;
  detail?: string;
};
