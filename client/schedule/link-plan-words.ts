import type { Mode } from "../../shared/entries/codes.ts";
import { unreachable } from "../../shared/unreachable.ts";
import type { LinkPlan } from "../ui/use-meetings.ts";

const private_ = "Only the two of you can read it.";

/** What will become of the link, beside the field where one may be pasted. `plan` null: not heard yet. */
export function linkPlanWords(plan: LinkPlan | null, mode: Mode): string {
  if (mode !== "video" || plan === null) return `Optional. ${private_}`;
  switch (plan) {
    case "google-meet":
      return "A Google Meet link is made when this is sent. Paste one only if you want another.";
    case "jitsi":
      return "A Jitsi room is made when this is sent. Paste a link only if you want another.";
    case "connect-google":
      return "Google Meet needs your Google account: connect it in settings, or paste a link here.";
    case "paste":
      return `Paste the link to your meeting. ${private_}`;
    default:
      return unreachable(plan);
  }
}

/** Will a link follow by itself? */
export function linkFollows(plan: LinkPlan | null, mode: Mode): boolean {
  return mode === "video" && (plan === "google-meet" || plan === "jitsi");
}
