import { Text } from "@mantine/core";
import { useState } from "react";
import { useParams } from "react-router";
import { docName } from "../../shared/log/doc-name.ts";
import { mayNow } from "../replica/can.ts";
import { historyOf, messagesOf, ticketById, trayItems } from "../replica/reads.ts";
import type { TicketRow } from "../replica/schema.ts";
import { useLive } from "../replica/use-live.ts";
import { useDesk } from "../shell/desk.tsx";
import { LoadingState } from "../ui/loading-state.tsx";
import { usePresence } from "../ui/use-presence.ts";
import classes from "./chat.module.css";
import { Composer } from "./composer.tsx";
import { Conversation } from "./conversation.tsx";

/** The conversation of the ticket in the address, and where one writes into it. */
export function ChatPane() {
  const { id = "" } = useParams();
  const { replica } = useDesk();
  const row = useLive(() => ticketById(replica, id), [replica, id], undefined);
  if (row === undefined) return <LoadingState label="Loading the conversation" />;
  if (row === null) return null;
  return <OpenChat key={row.id} row={row} />;
}

function OpenChat({ row }: { row: TicketRow }) {
  const { me, replica } = useDesk();
  const doc = docName("chat", row.id);
  const { others, update } = usePresence(doc);
  const [sent, setSent] = useState(0);
  const messages = useLive(() => messagesOf(replica, row.id), [replica, row.id], null);
  const history = useLive(() => historyOf(replica, me, row.id), [replica, me, row.id], null);
  const tray = useLive(() => trayItems(replica), [replica], []);
  const refused = tray.filter((item) => item.doc === doc && item.entry?.type === "chat.message");
  const typing = others.filter((other) => other.activity === "typing");

  return (
    <section className={classes.pane} aria-label="Conversation">
      {messages === null || history === null ? (
        <LoadingState label="Loading the conversation" />
      ) : (
        <Conversation row={row} messages={messages} history={history} refused={refused} sent={sent} />
      )}
      <Text size="xs" c="dimmed" className={classes.typing} role="status">
        {typing.length > 0 &&
          `${typing.map((other) => other.name).join(" and ")} ${typing.length === 1 ? "is" : "are"} typing…`}
      </Text>
      {mayNow(me, row, "chat.message") ? (
        <Composer
          ticketId={row.id}
          withReplies={row.state.assigned === me.id}
          onTyping={(now) => update(now ? "typing" : "viewing")}
          onSent={() => setSent((count) => count + 1)}
        />
      ) : (
        <Text size="sm" c="dimmed" className={classes.closed}>
          {silenceWords(row)}
        </Text>
      )}
    </section>
  );
}

/** Why nobody can write here, in place of the composer. */
function silenceWords({ state }: TicketRow): string {
  if (state.status === "closed") return "This ticket is closed. Reopen it to write again.";
  return "Only the student and the counselor who has this ticket can write here.";
}
