/** The closed lists a ticket is described with. A code is kept for ever: logs hold it. */

export const categories = ["anxiety", "depression", "stress", "relationships", "academic", "other"] as const;
export type Category = (typeof categories)[number];

/** From least to most urgent; the order is used for sorting. */
export const urgencies = ["low", "medium", "high", "crisis"] as const;
export type Urgency = (typeof urgencies)[number];

export const modes = ["video", "audio", "chat", "in-person"] as const;
export type Mode = (typeof modes)[number];

export const ticketStatuses = ["open", "claimed", "scheduled", "in_progress", "completed", "closed"] as const;
export type TicketStatus = (typeof ticketStatuses)[number];

export const unclaimReasons = ["workload", "expertise", "conflict", "absence", "other"] as const;
export type UnclaimReason = (typeof unclaimReasons)[number];

export const cancelReasons = ["student", "counselor", "illness", "other"] as const;
export type CancelReason = (typeof cancelReasons)[number];

export const attendances = ["attended", "late", "no-show"] as const;
export type Attendance = (typeof attendances)[number];

export const resolutions = ["helped", "referred", "withdrawn", "no-contact", "duplicate", "other"] as const;
export type Resolution = (typeof resolutions)[number];

export const linkProviders = ["google-meet", "jitsi", "pasted"] as const;
export type LinkProvider = (typeof linkProviders)[number];
