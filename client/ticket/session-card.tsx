import { Button, Group, Stack, Text } from "@mantine/core";
import { IconCalendarPlus, IconClock, IconExternalLink } from "@tabler/icons-react";
import type { EntryType } from "../../shared/entries/entry.ts";
import type { Session } from "../../shared/ticket/state.ts";
import type { TicketRow } from "../replica/schema.ts";
import { modeWords } from "../ui/code-words.ts";
import { ModeIcon } from "../ui/mode-icon.tsx";
import { clockTime, dateInZone, fullDate, ownZone, sameClock, zoneWords } from "../ui/time-words.ts";
import { useNow } from "../ui/use-now.ts";
import { useTicketAct } from "../ui/use-ticket-act.ts";
import { calendarFile } from "./calendar-file.ts";
import { countdownWords, joinEarlyMinutes, joinStateOf } from "./join-state.ts";
import classes from "./ticket.module.css";
import { useAsk } from "./use-ask.ts";

/** Refresh of the countdown, ms: it speaks in minutes. */
const tickMs = 5_000;

/** The next session: when on both clocks, how to join it, and what may be done with it. */
export function SessionCard({ row, may }: { row: TicketRow; may: (type: EntryType) => boolean }) {
  const { session, status } = row.state;
  const act = useTicketAct();
  const ask = useAsk();
  const planned = session !== null;
  return (
    <Stack gap="xs">
      {session === null ? (
        <Text size="sm" c="dimmed">
          {status === "in_progress" ? "A session is going on." : "No session is planned."}
        </Text>
      ) : (
        <SessionFacts session={session} row={row} />
      )}
      <Group gap="xs">
        {may("session.scheduled") && (
          <Button
            size="xs"
            variant={planned || status === "in_progress" ? "default" : "filled"}
            onClick={() => ask("schedule")}
          >
            {planned ? "Reschedule" : "Schedule a session"}
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
        {session !== null && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconCalendarPlus size={15} aria-hidden="true" />}
            onClick={() => saveCalendar(session)}
          >
            Add to calendar
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function SessionFacts({ session, row }: { session: Session; row: TicketRow }) {
  const now = useNow(tickMs);
  const own = ownZone();
  const join = joinStateOf(session, now);
  const link = row.link !== null && row.link.sessionId === session.sessionId ? row.link : null;
  return (
    <Stack gap={4}>
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
        <Text size="sm">The meeting link could not be made. Your counselor can paste one.</Text>
      )}
      {link === null && session.mode !== "in-person" && session.mode !== "chat" && (
        <Text size="sm" c="dimmed">
          No link yet. With one, it opens {joinEarlyMinutes} minutes before.
        </Text>
      )}
    </Stack>
  );
}

function saveCalendar(session: Session): void {
  const url = URL.createObjectURL(new Blob([calendarFile(session, Date.now())], { type: "text/calendar" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "appointment.ics";
  link.click();
  URL.revokeObjectURL(url);
}
