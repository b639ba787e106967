/** Every way the HTTP side says no: the status, and the sentence people read. Codes are kept for ever. */
export const problems = {
  "bad-request": [400, "The request is not in the form this address expects."],
  "malformed-json": [400, "The request's body is not valid JSON."],
  "bad-name": [400, "This name cannot be used."],
  "weak-password": [400, "Choose a password of 10 to 128 characters that is not your e-mail address."],
  "signed-out": [401, "Sign in first."],
  "wrong-credentials": [401, "That e-mail address and password do not go together."],
  "wrong-password": [403, "That is not your current password."],
  "account-pending": [403, "Your account waits for an admin's approval."],
  "account-suspended": [403, "This account is suspended. Ask an admin of your campus."],
  "account-withheld": [
    403,
    "Your account has a new password. Somebody must confirm that you set it before you can read or write here.",
  ],
  forbidden: [403, "Your role does not allow this."],
  "foreign-origin": [403, "This request came from another site and was refused."],
  "needs-websocket": [
    426,
    "This address is for live connections, and the request came without its Upgrade header. The proxy in front must pass on WebSocket.",
  ],
  "metrics-closed": [403, "Metrics are open on this machine, or with the metrics token."],
  "not-found": [404, "There is nothing at this address."],
  "no-such-person": [404, "There is no such person."],
  "no-such-invitation": [404, "There is no such invitation, or it was used or withdrawn."],
  "no-such-sign-in": [404, "That device is not signed in."],
  "no-such-recovery": [404, "There is nothing to confirm. Somebody may have confirmed it already."],
  "no-such-ticket": [404, "There is no such ticket."],
  "no-such-job": [404, "There is no such job, or it has not given up."],
  "google-off": [404, "Google accounts cannot be connected here: the host has not set it up."],
  "no-such-file": [404, "There is no such file, or it is not yours to see."],
  "no-such-upload": [404, "There is no such upload. Begin it again."],
  "email-taken": [409, "There is already an account with this e-mail address."],
  "mail-not-set-up": [
    409,
    "This campus cannot send mail. Ask an admin of your campus for a link to set a new password.",
  ],
  "staff-link": [
    409,
    "A link for a counselor or an admin goes only to their own mailbox, and this campus cannot send mail. Its host can make one on the server: alcove user reset-password.",
  ],
  "no-public-url": [
    409,
    "This server does not know the address that people open, so it can make no link. Its host sets PUBLIC_URL to that address.",
  ],
  "not-yourself": [409, "You cannot do this to your own account. Ask another admin."],
  "last-admin": [409, "This is the last active admin. Make another one first."],
  "not-pending": [409, "This account does not wait for approval."],
  "not-suspended": [409, "This account is not suspended."],
  "bad-hand-over": [409, "The caseload can only be handed to another active counselor."],
  "ticket-refused": [409, "The desk's rules do not allow this on this ticket now."],
  "provider-not-set-up": [409, "The host has not set up this meeting provider."],
  "upload-conflict": [409, "The upload stands elsewhere. Ask where it stands, and go on from there."],
  "link-spent": [410, "This link was used, has expired or was replaced by a newer one."],
  "already-set-up": [410, "This campus already has an admin."],
  "too-large": [413, "The request is too large."],
  "file-too-large": [413, "The file is larger than this campus allows."],
  "file-type-refused": [
    415,
    "Only pictures, PDF, plain text and office documents without macros can be sent.",
  ],
  "no-such-range": [416, "The file has no such part."],
  "file-altered": [422, "What arrived is not the file that was announced. Send it again."],
  "picture-too-large": [422, "The picture has more than 50 million pixels. Send it smaller."],
  "picture-with-place": [422, "The picture still says where it was taken."],
  "too-many-uploads": [429, "Too many uploads at once. Let some of them finish first."],
  "upload-quota": [429, "You have uploaded a lot today. Try again tomorrow."],
  "too-many-attempts": [429, "Too many attempts. Wait a little and try again."],
  "too-many-requests": [429, "That was a lot in a short time. Wait a little and try again."],
  "renamed-often": [429, "You have changed your name several times today. Try again tomorrow."],
  "not-stored": [503, "The server cannot store this right now. Nothing was changed; try again."],
  "database-damaged": [
    503,
    "The desk is closed: its database is damaged, and its host has to restore it. What you wrote stays on your device.",
  ],
  busy: [503, "The server is very busy. Wait a little and try again."],
  "server-error": [500, "Something went wrong on the server. It is not your fault; try again."],
} as const satisfies Record<string, readonly [status: number, sentence: string]>;

export type ProblemCode = keyof typeof problems;

/** A refusal on its way to the edge, where it becomes `{ "error": { code, message } }`. */
export class Problem extends Error {
  readonly code: ProblemCode;
  /** Seconds until trying again makes sense, for Retry-After. */
  readonly retryAfter: number | null;

  constructor(code: ProblemCode, options: { detail?: string; retryAfter?: number } = {}) {
    super(options.detail ?? problems[code][1]);
    this.name = "Problem";
    this.code = code;
    this.retryAfter = options.retryAfter ?? null;
  }

  get status(): number {
    return problems[this.code][0];
  }
}
