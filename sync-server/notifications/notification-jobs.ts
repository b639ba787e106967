import type { JobsFollowing } from "../jobs/job.ts";

export const notificationJobKinds = [] as const;
export type NotificationJobKind = (typeof notificationJobKinds)[number];

export const notificationJobs: JobsFollowing = () => [];
