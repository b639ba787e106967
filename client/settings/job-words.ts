const words = new Map([
  ["meeting.arrange", "Making or moving a meeting link"],
  ["meeting.clear", "Removing a meeting"],
  ["google.revoke", "Revoking a Google account"],
  ["attachment.drop", "Deleting files of a message that was taken back"],
  ["notice", "Telling people in the app"],
  ["notice-delivery", "A push message, mail or SMS"],
  ["reminder", "Reminding of a session"],
  ["crisis-page", "Calling counselors about a crisis"],
]);

/** What a job does, for admins; one that this version does not know by its own name. */
export function jobWords(kind: string): string {
  return words.get(kind) ?? kind.replaceAll(/[.-]/g, " ");
}
