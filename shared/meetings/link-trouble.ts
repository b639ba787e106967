/**
 * Why there is no meeting link: each code a `session.linkFailed` may carry, with its sentence for the counselor.
 * Codes are kept for ever: logs hold them.
 */
export const linkTroubles = {
  "google-not-connected": "Your Google account is not connected. Connect it in settings, or paste a link.",
  "google-grant-ended":
    "Google no longer accepts the connection to your account: it has expired or was revoked. Connect it again in settings, or paste a link.",
  "google-setup":
    "Google does not accept this campus's own settings. Tell an admin, and paste a link meanwhile.",
  "google-quota": "Google had too many requests for a long while. Paste a link, or plan it again later.",
  "google-forbidden":
    "Google does not allow events in this calendar. Check your Google account, or paste a link.",
  "google-not-found": "Google cannot find the calendar of this account. Check it, or paste a link.",
  "google-conflict": "Google already has another event in the place of this one. Paste a link.",
  "google-gone": "The event was deleted in Google Calendar. Paste a link, or plan the session again.",
  "google-rejected": "Google did not accept the event. Paste a link.",
  "google-unavailable": "Google Calendar could not be reached for a long while. Paste a link.",
  "conference-pending": "Google did not finish making the meeting room. Paste a link.",
  "conference-failed": "Google could not make a meeting room for this event. Paste a link.",
  "conference-not-offered": "This Google calendar does not offer Google Meet. Paste a link.",
  "not-made": "The meeting link could not be made in time. Paste a link.",
} as const;
export type LinkTrouble = keyof typeof linkTroubles;

/** The sentence for a code from a log; a code of a later version has the general one. */
export function linkTroubleWords(code: string): string {
  return isLinkTrouble(code) ? linkTroubles[code] : linkTroubles["not-made"];
}

function isLinkTrouble(code: string): code is LinkTrouble {
  return Object.hasOwn(linkTroubles, code);
}
