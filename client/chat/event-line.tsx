import { Anchor, Text } from "@mantine/core";
import { linkTroubleWords } from "../../shared/meetings/link-trouble.ts";
import type { HistoryItem, TicketLink } from "../replica/schema.ts";
import { entryWords } from "../ui/entry-words.ts";
import { clockTime } from "../ui/time-words.ts";
import { WaitingMark } from "../ui/waiting-mark.tsx";
import { When } from "../ui/when.tsx";
import classes from "./chat.module.css";

type EventLineProps = {
  item: HistoryItem;
  link: TicketLink | null;
  nameOf: (id: string) => string;
  reasons: boolean;
};

/** Something that happened to the ticket, between the messages; a session with the link to it. */
export function EventLine({ item, link, nameOf, reasons }: EventLineProps) {
  const { entry, state, acceptedAt } = item;
  const linked =
    entry.type === "session.scheduled" && link !== null && link.sessionId === entry.sessionId ? link : null;
  return (
    <li className={classes.event}>
      <Text size="xs" c="dimmed" component="p">
        {entryWords(entry, { nameOf, reasons, ...(acceptedAt === undefined ? {} : { acceptedAt }) })} ·{" "}
        <When at={entry.at} words={clockTime} />
      </Text>
      {linked !== null && "url" in linked && (
        <Text size="xs" component="p">
          Meeting link:{" "}
          <Anchor inherit href={linked.url} target="_blank" rel="noopener noreferrer">
            {linked.url}
          </Anchor>
        </Text>
      )}
      {linked !== null && "failed" in linked && (
        <Text size="xs" component="p">
          {reasons ? linkTroubleWords(linked.failed) : "The meeting link could not be made."}
        </Text>
      )}
      {state !== "accepted" && <WaitingMark state={state} />}
    </li>
  );
}
