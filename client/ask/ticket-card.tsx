import { Badge, Text } from "@mantine/core";
import { IconCalendarEvent } from "@tabler/icons-react";
import { Link } from "react-router";
import { beginningOf } from "../../shared/text/graphemes.ts";
import { type Lateness, lateSession } from "../replica/late-session.ts";
import type { TicketRow } from "../replica/schema.ts";
import { useDesk } from "../shell/desk.tsx";
import { categoryWords, modeWords } from "../ui/code-words.ts";
import { CrisisUnsent } from "../ui/crisis-unsent.tsx";
import { lateSessionWords } from "../ui/late-session-words.ts";
import { StatusSteps } from "../ui/status-steps.tsx";
import { dateInZone, ownZone, sameClock, zoneWords } from "../ui/time-words.ts";
import { UrgencyMark } from "../ui/urgency-mark.tsx";
import { useServerNow } from "../ui/use-now.ts";
import { usePeople } from "../ui/use-people.ts";
import { WaitingMark } from "../ui/waiting-mark.tsx";
import { When } from "../ui/when.tsx";
import classes from "./my-tickets.module.css";
import { isUnheardCrisis } from "./ticket-order.ts";

/** Characters of the last message; the conversation has the rest. */
const lastCharacters = 160;

/** One ticket as its student meets it in the list: where it is, who has it, what comes next. */
export function TicketCard({ row }: { row: TicketRow }) {
  const { campus } = useDesk();
  const { nameOf } = usePeople();
  const { state } = row;
  const late = lateSession(row, useServerNow());
  return (
    <article className={classes.card}>
      {isUnheardCrisis(row) && <CrisisUnsent lines={campus.crisisLines} why="written" />}
      <div className={classes.cardHead}>
        <Link to={`/tickets/${row.id}`} className={classes.title} dir="auto">
          {row.title ?? categoryWords[state.category]}
        </Link>
        {row.unread > 0 && (
          <Badge size="md" tt="none" flex="none">
            {row.unread > 9 ? "9+" : row.unread} new
          </Badge>
        )}
      </div>
      <div className={classes.facts}>
        <span>{categoryWords[state.category]}</span>
        <UrgencyMark urgency={state.urgency} />
        <When at={state.openedAt} />
        {row.waiting > 0 && <WaitingMark state="waiting" />}
      </div>
      <StatusSteps state={row.state} late={late !== null} />
      <NextSession row={row} late={late} />
      <Text size="sm" c="dimmed">
        {row.lastMessage !== null ? (
          <>
            <bdi>{nameOf(row.lastMessage.by)}</bdi>:{" "}
            <bdi>{beginningOf(row.lastMessage.body, lastCharacters)}</bdi>
          </>
        ) : (
          whoHasIt(row, row.assigned === "" ? null : nameOf(row.assigned))
        )}
      </Text>
    </article>
  );
}

function NextSession({ row: { state }, late }: { row: TicketRow; late: Lateness | null }) {
  const { session } = state;
  if (session === null) return null;
  const zone = ownZone();
  return (
    <div className={classes.session}>
      <IconCalendarEvent size={18} aria-hidden="true" />
      <div>
        {late !== null && <Text fw={600}>{lateSessionWords(late)}</Text>}
        <Text {...(late === null ? { fw: 600 } : { size: "sm" })}>{dateInZone(session.startsAt, zone)}</Text>
        <Text size="sm">
          {modeWords[session.mode]}, {session.minutes} minutes
        </Text>
        {!sameClock(zone, session.timeZone, session.startsAt) && (
          <Text size="sm" c="dimmed">
            {dateInZone(session.startsAt, session.timeZone)}, {zoneWords(session.timeZone, session.startsAt)}
          </Text>
        )}
      </div>
    </div>
  );
}

function whoHasIt({ base, status }: TicketRow, counselor: string | null): string {
  if (base === null) return "Not sent yet. It goes out as soon as there is a connection.";
  if (counselor !== null) return `${counselor} has it.`;
  return status === "open" ? "In the queue. A counselor will take it on." : "";
}
