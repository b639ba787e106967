import { Alert, Anchor, Button, Group, Stack, Text } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCalendarPlus,
  IconClock,
  IconExternalLink,
  IconLink,
} from "@tabler/icons-react";
import { Fragment } from "react";
import { Link } from "react-router";
import type { EntryType } from "../../shared/entries/entry.ts";
import { linkTroubleWords } from "../../shared/meetings/link-trouble.ts";
import { overlap } from "../../shared/ticket/overlap.ts";
import type { Session } from "../../shared/ticket/state.ts";
import type { Replica } from "../replica/database.ts";
import { type Lateness, lateSession } from "../replica/late-session.ts";
import type { Me } from "../replica/me.ts";
import { historyOf, mySessions } from "../replica/reads.ts";
import type { TicketRow } from "../replica/schema.ts";
import { useLive } from "../replica/use-live.ts";
import { useDesk } from "../shell/desk.tsx";
import { modeWords } from "../ui/code-words.ts";
import { lateSessionWords } from "../ui/late-session-words.ts";
import { ModeIcon } from "../ui/mode-icon.tsx";
import { clockTime, dateInZone, fullDate, ownZone, sameClock, zoneWords } from "../ui/time-words.ts";
import { useServerNow } from "../ui/use-now.ts";
import { useTicketAct } from "../ui/use-ticket-act.ts";
import { countdownWords, joinEarlyMinutes, joinStateOf } from "./join-state.ts";
import classes from "./ticket.module.css";
import { useAsk } from "./use-ask.ts";

/** Refresh of the countdown, ms: it speaks in minutes. */
const tickMs = 5_000;

/** The next session: when on both clocks, how to join it, and what may be done with it. */
export function SessionCard({ row, may }: { row: TicketRow; may: (type: EntryType) => boolean }) {
  const { session, status } = row.state;
  const { me, replica } = useDesk();
  const act = useTicketAct();
  const ask = useAsk();
  const late = lateSession(row, useServerNow(tickMs));
  const planned = session !== null && late === null;
  return (
    <Stack gap="xs">
      {session !== null && planned && row.assigned === me.id && <Conflicts session={session} row={row} />}
      {session === null ? (
        <Text size="sm" c="dimmed">
          {status === "in_progress" ? "A session is going on." : "No session is planned."}
        </Text>
      ) : (
        <SessionFacts session={session} row={row} late={late} mayPaste={may("session.linked")} />
      )}
      <Group gap="xs">
        {may("session.scheduled") && (
          <Button
            size="xs"
            variant={planned || status === "in_progress" ? "default" : "filled"}
            onClick={() => ask("schedule")}
          >
            {session !== null ? "Reschedule" : "Schedule a session"}
          </Button>
        )}
        {may("session.started") && (
          <Button
            size="xs"
            variant="default"
            onClick={() =>
              act(row.id, {
                type: "session.started",
                ...(session === null ? {} : { sessionId: session.sessionId }),
              })
            }
          >
            {planned ? "Start" : "Start now"}
          </Button>
        )}
        {may("session.completed") && (
          <Button
            size="xs"
            variant={status === "in_progress" ? "filled" : "default"}
            onClick={() => ask("complete")}
          >
            Complete
          </Button>
        )}
        {may("session.cancelled") && (
          <Button size="xs" variant="default" onClick={() => ask("cancel-session")}>
            Cancel session
          </Button>
        )}
        {planned && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconCalendarPlus size={15} aria-hidden="true" />}
            onClick={() => void saveCalendar(me, replica, row.id)}
          >
            Add to calendar
          </Button>
        )}
      </Group>
    </Stack>
  );
}

/** Two sessions of the counselor at one time, however they came about: planned elsewhere, or handed over. */
function Conflicts({ session, row }: { session: Session; row: TicketRow }) {
  const { me, replica } = useDesk();
  const sessions = useLive(() => mySessions(replica, me), [replica, me], []);
  const others = sessions.filter((other) => other.ticketId !== row.id && overlap(session, other.session));
  if (others.length === 0) return null;
  return (
    <Alert color="yellow" icon={<IconAlertTriangle aria-hidden="true" />} role="status">
      You have another session at this time:{" "}
      {others.map(({ ticketId, title, session: { startsAt } }, index) => (
        <Fragment key={ticketId}>
          {index > 0 && "; "}
          <Anchor component={Link} inherit to={`/tickets/${ticketId}`}>
            <bdi>{title ?? "a session"}</bdi>
          </Anchor>
          , {clockTime(startsAt)}
        </Fragment>
      ))}
      . One of them must move.
    </Alert>
  );
}

type SessionFactsProps = { session: Session; row: TicketRow; late: Lateness | null; mayPaste: boolean };

function SessionFacts({ session, row, late, mayPaste }: SessionFactsProps) {
  const own = ownZone();
  return (
    <Stack gap={4}>
      {late !== null && (
        <Alert color="yellow" icon={<IconAlertTriangle aria-hidden="true" />} role="status">
          {lateSessionWords(late)}
        </Alert>
      )}
      <Text fw={600} title={fullDate(session.startsAt)}>
        {dateInZone(session.startsAt, own)}
      </Text>
      <Text size="sm" c="dimmed">
        {zoneWords(own, session.startsAt)}
        {!sameClock(own, session.timeZone, session.startsAt) &&
          ` · ${dateInZone(session.startsAt, session.timeZone)}, ${zoneWords(session.timeZone, session.startsAt)}`}
      </Text>
      <Text size="sm" className={classes.mode}>
        <ModeIcon mode={session.mode} /> {modeWords[session.mode]}, {session.minutes} minutes
      </Text>
      {late === null && <Way session={session} row={row} mayPaste={mayPaste} />}
    </Stack>
  );
}

/** How one gets into it: the link, when it wakes, and what to do where there is none. */
function Way({ session, row, mayPaste }: Omit<SessionFactsProps, "late">) {
  const ask = useAsk();
  const now = useServerNow(tickMs);
  const join = joinStateOf(session, now);
  const link = row.link !== null && row.link.sessionId === session.sessionId ? row.link : null;
  return (
    <>
      {link !== null && "url" in link && join.kind === "open" && (
        <Button
          component="a"
          href={link.url}
          target="_blank"
          rel="noopener noreferrer"
          leftSection={<IconExternalLink size={16} aria-hidden="true" />}
        >
          Join
        </Button>
      )}
      {link !== null && "url" in link && join.kind === "early" && (
        <Text size="sm" className={classes.asleep}>
          <IconClock size={16} aria-hidden="true" />
          <span>
            Join opens at {clockTime(join.opensAt)},{" "}
            <span className={classes.whole}>{countdownWords(join.opensAt, now)}</span>
          </span>
        </Text>
      )}
      {link !== null && "failed" in link && (
        <Text size="sm" role="status">
          {mayPaste
            ? linkTroubleWords(link.failed)
            : "The meeting link could not be made. Your counselor can paste one."}
        </Text>
      )}
      {mayPaste && session.mode !== "in-person" && (link === null || "failed" in link) && (
        <div>
          <Button
            size="xs"
            variant={link === null ? "default" : "filled"}
            leftSection={<IconLink size={15} aria-hidden="true" />}
            onClick={() => ask("paste-link")}
          >
            {link === null ? "Paste a link" : "Paste a link instead"}
          </Button>
        </div>
      )}
      {link === null && session.mode !== "in-person" && session.mode !== "chat" && (
        <Text size="sm" c="dimmed">
          No link yet. With one, it opens {joinEarlyMinutes} minutes before.
        </Text>
      )}
    </>
  );
}

/** The session as a file for a calendar; what makes it is fetched when it is asked for. */
async function saveCalendar(me: Me, replica: Replica, ticketId: string): Promise<void> {
  const { calendarFile } = await import("./calendar-file.ts");
  const history = await historyOf(replica, me, ticketId);
  const acceptedAt = new Map(history.map((item) => [item.entry.id, item.acceptedAt]));
  const entries = history.map(({ entry }) => entry);
  const text = calendarFile(me.id, ticketId, entries, acceptedAt);
  const url = URL.createObjectURL(new Blob([text], { type: "text/calendar" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "appointment.ics";
  link.click();
  URL.revokeObjectURL(url);
}
