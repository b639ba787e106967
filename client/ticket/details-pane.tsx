import { Anchor, Button, Stack, Text, Title } from "@mantine/core";
import { IconLock, IconNotes, IconShieldExclamation } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { Link } from "react-router";
import type { EntryType } from "../../shared/entries/entry.ts";
import { type Lateness, lateSession } from "../replica/late-session.ts";
import { historyOf } from "../replica/reads.ts";
import type { TicketRow } from "../replica/schema.ts";
import { useLive } from "../replica/use-live.ts";
import { useDesk } from "../shell/desk.tsx";
import { EmergencyAccessDialog } from "../ui/emergency-access-dialog.tsx";
import { lateSessionWords } from "../ui/late-session-words.ts";
import { StatusSteps } from "../ui/status-steps.tsx";
import { typicalWaitWords } from "../ui/typical-wait.ts";
import { useServerNow } from "../ui/use-now.ts";
import { When } from "../ui/when.tsx";
import { HistoryList } from "./history-list.tsx";
import { SessionCard } from "./session-card.tsx";
import classes from "./ticket.module.css";

type DetailsPaneProps = {
  row: TicketRow;
  may: (type: EntryType) => boolean;
  nameOf: (id: string) => string;
  /** Where there is no conversation to read, the request stands in its place and not here. */
  besideChat: boolean;
  /** Where the notes are; null for who may not read them. */
  notesAddress: string | null;
};

/** What a ticket is besides its conversation: who has it, the request, sessions, notes, history. */
export function DetailsPane({ row, may, nameOf, besideChat, notesAddress }: DetailsPaneProps) {
  const { me, replica, campus } = useDesk();
  const [emergency, setEmergency] = useState(false);
  const history = useLive(() => historyOf(replica, me, row.id), [replica, me, row.id, row.waiting], []);
  const { state } = row;
  const late = lateSession(row, useServerNow());
  const own = state.student === me.id;
  const over = state.status === "completed" || state.status === "closed";
  const showsSession = (row.readable.includes("chat") && !over) || state.session !== null;
  return (
    <div className={classes.details}>
      {own && (
        <Section title="What happens next">
          <StatusSteps state={state} late={late !== null} />
          <Text size="sm">{nextWords(row, late, nameOf)}</Text>
          {state.status === "open" && campus.typicalWaitMs !== null && (
            <Text size="sm" c="dimmed">
              {typicalWaitWords(campus.typicalWaitMs)}
            </Text>
          )}
        </Section>
      )}
      {!own && (
        <Section title="Who has it">
          <Text size="sm">
            {state.assigned === null ? "Nobody yet" : nameOf(state.assigned)}
            {state.claimedAt !== null && (
              <Text span c="dimmed" inherit>
                {" "}
                since <When at={state.claimedAt} />
              </Text>
            )}
          </Text>
        </Section>
      )}
      {besideChat && (
        <Section title="Request">
          <RequestWords row={row} />
        </Section>
      )}
      {showsSession && (
        <Section title="Session">
          <SessionCard row={row} may={may} />
        </Section>
      )}
      {notesAddress !== null && (
        <Section title="Case notes">
          <Anchor component={Link} to={notesAddress} size="sm" className={classes.notesLink}>
            <IconNotes size={16} aria-hidden="true" />
            Open the notes
          </Anchor>
          <Text size="xs" c="dimmed">
            In a place of their own. The student never sees them.
          </Text>
        </Section>
      )}
      <Section title={own ? "Who opened my record" : "History"}>
        <HistoryList items={history} nameOf={nameOf} reasons={!own} />
      </Section>
      {may("access.opened") && !row.readable.includes("chat") && (
        <Section title="In an emergency">
          <Text size="sm" c="dimmed">
            If somebody's safety depends on it, you can read this one ticket for 24 hours. Both sides see that
            you did.
          </Text>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconShieldExclamation size={15} aria-hidden="true" />}
            onClick={() => setEmergency(true)}
          >
            Emergency access…
          </Button>
        </Section>
      )}
      {emergency && <EmergencyAccessDialog ticketId={row.id} onClose={() => setEmergency(false)} />}
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.section} aria-label={title}>
      <Title order={2} className={classes.sectionTitle}>
        {title}
      </Title>
      <Stack gap="xs" align="flex-start">
        {children}
      </Stack>
    </section>
  );
}

/** The student's own words, for those who may read them. */
export function RequestWords({ row }: { row: TicketRow }) {
  if (!row.readable.includes("request")) {
    return (
      <Text size="sm" c="dimmed" className={classes.mode}>
        <IconLock size={15} aria-hidden="true" /> The words of this request are private.
      </Text>
    );
  }
  const words = row.description?.trim() ?? "";
  return words === "" ? (
    <Text size="sm" c="dimmed">
      Nothing more was written.
    </Text>
  ) : (
    <Text size="sm" className={classes.words} dir="auto">
      {words}
    </Text>
  );
}

function nextWords({ state }: TicketRow, late: Lateness | null, nameOf: (id: string) => string): string {
  switch (state.status) {
    case "open":
      return "Your request is with the counselors. The first who can take it will write to you here.";
    case "claimed":
      return `${nameOf(state.assigned ?? "")} has your request. You can write to each other here.`;
    case "scheduled":
      if (late !== null)
        return `${lateSessionWords(late)} ${nameOf(state.assigned ?? "")} has your request. You can write to each other here.`;
      return `You have a session with ${nameOf(state.assigned ?? "")}. The details are below.`;
    case "in_progress":
      return "Your session is going on.";
    case "completed":
      return "Your session is over. You can still write, and reopen the request if you need more.";
    case "closed":
      return "This request is closed. You can reopen it within 30 days, or ask again at any time.";
  }
}
