import { Alert, Button, Group, Modal, NativeSelect, Stack, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { modes } from "../../shared/entries/codes.ts";
import { linkCharacters } from "../../shared/entries/session-entries.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { scheduleSession } from "../replica/actions.ts";
import { mySessions } from "../replica/reads.ts";
import type { TicketRow } from "../replica/schema.ts";
import { useLive } from "../replica/use-live.ts";
import { useDesk } from "../shell/desk.tsx";
import { BoundedTextInput } from "../ui/bounded-text.tsx";
import { choicesOf, modeWords } from "../ui/code-words.ts";
import { clockTime, instantOf, ownZone, wallClock } from "../ui/time-words.ts";
import { useFormDraft } from "../ui/use-form-draft.ts";
import { useLinkPlan } from "../ui/use-meetings.ts";
import { useNow } from "../ui/use-now.ts";
import { usePeople } from "../ui/use-people.ts";
import { tellRefusal } from "../ui/use-ticket-act.ts";
import { conflictsWith, suggestedStart } from "./conflicts.ts";
import { linkFollows, linkPlanWords } from "./link-plan-words.ts";
import { linkProblem } from "./link-words.ts";
import { Preview } from "./preview.tsx";
import { pastedLink, sameSession } from "./same-session.ts";
import classes from "./schedule.module.css";
import { zoneChoices } from "./zones.ts";

const lengths = [15, 20, 25, 30, 45, 50, 60, 75, 90, 120];

/** Plans a session, or another time for the one that is planned. */
export function PlanDialog({ row, onClose }: { row: TicketRow; onClose: () => void }) {
  const desk = useDesk();
  const { nameOf, fullNameOf } = usePeople();
  const now = useNow();
  const before = row.state.session;
  const [zone, setZone] = useState(before?.timeZone ?? ownZone());
  const [clock, setClock] = useState(() => wallClock(before?.startsAt ?? suggestedStart(Date.now()), zone));
  const [minutes, setMinutes] = useState(before?.minutes ?? 50);
  const [mode, setMode] = useState(before?.mode ?? row.state.mode);
  const pasted = pastedLink(row);
  const { words, change, discard } = useFormDraft(`${docName("chat", row.id)}/plan`, { text: pasted });
  const link = words.text;
  const linkPlan = useLinkPlan();
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const sessions = useLive(() => mySessions(desk.replica, desk.me), [desk.replica, desk.me], []);

  const startsAt = instantOf(clock.date, clock.time, zone);
  const past = startsAt !== null && startsAt < now;
  const wrongLink = linkProblem(link);
  const conflicts = startsAt === null ? [] : conflictsWith({ startsAt, minutes, ticketId: row.id }, sessions);

  const plan = async () => {
    setTried(true);
    if (startsAt === null || past || wrongLink !== null) return;
    setBusy(true);
    try {
      const text = link.trim();
      const sessionId = sameSession(row, { mode, link: text });
      const stays = sessionId !== null && text === pasted;
      await scheduleSession(desk, row.id, {
        startsAt,
        minutes,
        mode,
        timeZone: zone,
        ...(sessionId === null ? {} : { sessionId }),
        ...(text === "" || stays || mode === "in-person" ? {} : { link: text }),
      });
      discard();
      onClose();
    } catch (error) {
      tellRefusal(error);
    }
    setBusy(false);
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title={before === null ? "Schedule a session" : "Reschedule the session"}
      size="lg"
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void plan();
        }}
      >
        <Stack>
          <div className={classes.pair}>
            <TextInput
              type="date"
              label="Date"
              required
              value={clock.date}
              error={tried && startsAt === null ? "Please choose a date." : undefined}
              onChange={(event) => setClock({ ...clock, date: event.currentTarget.value })}
            />
            <TextInput
              type="time"
              label="Time"
              required
              value={clock.time}
              error={past ? "This time has passed." : undefined}
              onChange={(event) => setClock({ ...clock, time: event.currentTarget.value })}
            />
            <NativeSelect
              label="Time zone"
              value={zone}
              data={zoneChoices(zone, before?.timeZone ?? null)}
              onChange={(event) => setZone(event.currentTarget.value)}
            />
            <NativeSelect
              label="Length"
              value={String(minutes)}
              data={[...new Set([...lengths, minutes])]
                .sort((a, b) => a - b)
                .map((each) => ({ value: String(each), label: `${each} minutes` }))}
              onChange={(event) => setMinutes(Number(event.currentTarget.value))}
            />
          </div>
          <NativeSelect
            label="How"
            value={mode}
            data={choicesOf(modes, modeWords)}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setMode(modes.find((each) => each === value) ?? mode);
            }}
          />
          {mode !== "in-person" && (
            <BoundedTextInput
              most={linkCharacters}
              label="Meeting link"
              description={linkPlanWords(linkPlan, mode)}
              placeholder="https://"
              inputMode="url"
              autoComplete="off"
              value={link}
              error={wrongLink ?? undefined}
              onChange={(event) => change({ text: event.currentTarget.value })}
            />
          )}
          {conflicts.length > 0 && (
            <Alert color="yellow" icon={<IconAlertTriangle aria-hidden="true" />} role="status">
              You have another session then:{" "}
              {conflicts
                .map(
                  ({ title, session }) =>
                    `${title ?? "a session"}, ${clockTime(session.startsAt)} to ${clockTime(session.startsAt + session.minutes * 60_000)}`,
                )
                .join("; ")}
              . You can still plan it.
            </Alert>
          )}
          {startsAt !== null && (
            <Preview
              student={fullNameOf(row.state.student)}
              counselor={fullNameOf(row.state.assigned ?? desk.me.id)}
              session={{ startsAt, minutes, mode, timeZone: zone }}
              link={mode === "in-person" || wrongLink !== null ? "" : link.trim()}
              follows={linkFollows(linkPlan, mode)}
            />
          )}
          <Group justify="flex-end">
            <Button
              variant="default"
              onClick={() => {
                discard();
                onClose();
              }}
            >
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              {before === null ? `Schedule with ${firstOf(nameOf(row.state.student))}` : "Reschedule"}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function firstOf(name: string): string {
  return name.split(/\s+/)[0] ?? name;
}
