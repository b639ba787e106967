import type {
  Attendance,
  CancelReason,
  Category,
  Mode,
  Resolution,
  TicketStatus,
  UnclaimReason,
  Urgency,
} from "../../shared/entries/codes.ts";

/** What each code is called on the screen; the type makes a new code fail to compile here. */
type Words<Code extends string> = { readonly [Each in Code]: string };

export const categoryWords: Words<Category> = {
  anxiety: "Anxiety",
  depression: "Low mood or depression",
  stress: "Stress",
  relationships: "Relationships",
  academic: "Studies",
  other: "Something else",
};

export const urgencyWords: Words<Urgency> = {
  low: "Low",
  medium: "Medium",
  high: "High",
  crisis: "Crisis",
};

export const modeWords: Words<Mode> = {
  video: "Video call",
  audio: "Phone or audio call",
  chat: "Chat",
  "in-person": "In person",
};

export const statusWords: Words<TicketStatus> = {
  open: "Open",
  claimed: "Claimed",
  scheduled: "Scheduled",
  in_progress: "In session",
  completed: "Completed",
  closed: "Closed",
};

export const unclaimReasonWords: Words<UnclaimReason> = {
  workload: "Too much on my desk",
  expertise: "Someone else knows this better",
  conflict: "I know the student or have a conflict",
  absence: "I will be away",
  other: "Another reason",
};

export const cancelReasonWords: Words<CancelReason> = {
  student: "The student cannot come",
  counselor: "The counselor cannot come",
  illness: "Illness",
  other: "Another reason",
};

export const attendanceWords: Words<Attendance> = {
  attended: "Attended",
  late: "Came late",
  "no-show": "Did not come",
};

export const resolutionWords: Words<Resolution> = {
  helped: "Helped",
  referred: "Referred elsewhere",
  withdrawn: "Withdrawn by the student",
  "no-contact": "No contact",
  duplicate: "The same as another ticket",
  other: "Another outcome",
};

/** The pairs a select takes, in the order of the codes. */
export function choicesOf<Code extends string>(
  codes: readonly Code[],
  words: Words<Code>,
): { value: Code; label: string }[] {
  return codes.map((value) => ({ value, label: words[value] }));
}
