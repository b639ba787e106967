import type { JobsFollowing } from "../jobs/job.ts";

export const attachmentJobKinds = [] as const;
export type AttachmentJobKind = (typeof attachmentJobKinds)[number];

export const attachmentJobs: JobsFollowing = () => [];
