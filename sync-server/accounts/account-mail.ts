/** What is said to the owner of an account at their own address, and to nobody else; `people-waiting`: to admins. Kept for ever: rows hold it. */
export const accountMails = ["sign-up-tried", "finish-sign-up", "reset-password", "people-waiting"] as const;
export type AccountMailKind = (typeof accountMails)[number];

/** Mail about an account. Whoever asks for one learns neither whether it goes out nor what stands in it. */
export interface AccountMail {
  /** Can mail be sent on this campus at all? */
  readonly isSetUp: boolean;
  /** Queues the mail. What is asked for again within some minutes goes out once. */
  send(personId: string, kind: AccountMailKind): Promise<void>;
}
