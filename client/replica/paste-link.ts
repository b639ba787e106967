import type { DeskSession } from "./session.ts";
import { asAction, write } from "./write.ts";

/** Gives a planned session a link of the counselor's own, in the chat. @throws NotAllowed when the session is gone */
export async function pasteLink(
  session: DeskSession,
  ticketId: string,
  sessionId: string,
  url: string,
): Promise<void> {
  await asAction(session, () =>
    write(session, ticketId, [{ type: "session.linked", sessionId, url, provider: "pasted" }]),
  );
}
