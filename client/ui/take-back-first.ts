/** Said before a counselor parts with a ticket: afterwards no device of theirs knows what they wrote in it. */
export const takeBackFirst =
  "To take back a message of yours, do it first. You no longer see the conversation afterwards.";
