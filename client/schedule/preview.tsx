import { Paper, Text } from "@mantine/core";
import type { Session } from "../../shared/ticket/state.ts";
import { modeWords } from "../ui/code-words.ts";
import { dateInZone, ownZone, sameClock, zoneWords } from "../ui/time-words.ts";

type PreviewProps = {
  student: string;
  counselor: string;
  session: Omit<Session, "sessionId">;
  link: string;
  /** Will a link be made by itself? */
  follows: boolean;
};

/** What the student will get, before it is sent. */
export function Preview({ student, counselor, session, link, follows }: PreviewProps) {
  const { startsAt, timeZone } = session;
  const own = ownZone();
  const zones = sameClock(own, timeZone, startsAt) ? [timeZone] : [timeZone, own];
  return (
    <Paper withBorder p="sm" role="group" aria-label={`What ${student} will get`}>
      <Text size="xs" c="dimmed" mb={4}>
        What {student} will get
      </Text>
      <Text size="sm" fw={600}>
        {counselor} scheduled a session
      </Text>
      {zones.map((zone) => (
        <Text size="sm" key={zone}>
          {dateInZone(startsAt, zone)} · {zoneWords(zone, startsAt)}
          {zone === own && zones.length > 1 ? " (yours)" : ""}
        </Text>
      ))}
      <Text size="sm">
        {modeWords[session.mode]}, {session.minutes} minutes
      </Text>
      <Text size="sm" c="dimmed">
        {link === ""
          ? session.mode === "in-person"
            ? "Say where to meet in the chat."
            : follows
              ? "A join button that wakes 10 minutes before. Its link follows by itself."
              : "No link yet."
          : `A join button that wakes 10 minutes before: ${link}`}
      </Text>
      <Text size="xs" c="dimmed" mt={4}>
        They also see it on their own device's clock.
      </Text>
    </Paper>
  );
}
