import { attachmentJobs } from "../attachments/attachment-jobs.ts";
import { meetingJobs } from "../meetings/meeting-jobs.ts";
import { notificationJobs } from "../notifications/notification-jobs.ts";
import type { JobsFollowing } from "./job.ts";

/** The jobs that follow from an entry; the guard puts them into the step that stores it [J1]. */
export const jobsFollowing: JobsFollowing = (entry, before, after, now) => [
  ...meetingJobs(entry, before, after, now),
  ...notificationJobs(entry, before, after, now),
  ...attachmentJobs(entry, before, after, now),
];
