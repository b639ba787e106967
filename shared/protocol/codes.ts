/** Every code a receipt, an auth message or a `bye` may carry: with its sentence, and whether trying again can help. */
export const codes = {
  denied: { sentence: "There is no such document, or it is not yours.", retryable: false },
  policy: { sentence: "The desk's rules do not allow this.", retryable: false },
  malformed: { sentence: "The update is not one this server accepts.", retryable: false },
  "too-large": { sentence: "The update is too large.", retryable: false },
  "clock-ahead": { sentence: "This device's clock is ahead. Set the time and send again.", retryable: false },
  "id-taken": { sentence: "Another entry has this id.", retryable: false },
  stale: { sentence: "Someone else was first; it is being sent again.", retryable: true },
  unavailable: { sentence: "The server cannot store this right now.", retryable: true },
  "rate-limited": { sentence: "Too much at once; slow down.", retryable: true },
  "bad-frame": { sentence: "The server could not read what was sent.", retryable: false },
  "signed-out": { sentence: "You were signed out.", retryable: false },
  "admission-changed": { sentence: "Your account was changed.", retryable: true },
  "account-inactive": { sentence: "Your account is not active.", retryable: false },
  "slow-reader": { sentence: "This connection was too slow.", retryable: true },
  "too-many-refusals": { sentence: "Too many updates were refused.", retryable: true },
  "client-too-old": { sentence: "This version of the app is too old. Reload to update.", retryable: false },
  restarting: { sentence: "The server is restarting.", retryable: true },
} as const;
export type Code = keyof typeof codes;
