import type { JobsFollowing } from "../jobs/job.ts";

/** `attachment.drop`: the files of a message that was taken back are deleted, unless another message has them too. */
export const attachmentJobKinds = ["attachment.drop"] as const;
export type AttachmentJobKind = (typeof attachmentJobKinds)[number];

/** What an entry means for the files of its ticket. From the entry on nobody gets them; the job frees the disk [AT6]. */
export const attachmentJobs: JobsFollowing = (entry, before, after, now) => {
  const ticketId = after?.id ?? before?.id;
  if (entry.type !== "chat.redacted" || ticketId === undefined) return [];
  return [
    {
      id: `attachment.drop:${entry.id}`,
      kind: "attachment.drop",
      ticketId,
      dueAt: now,
      payload: { message: entry.message },
    },
  ];
};
