import { ActionIcon, Button, Group, Tabs, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowLeft, IconLock, IconTicketOff } from "@tabler/icons-react";
import { type ReactNode, useCallback } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import type { EntryType } from "../../shared/entries/entry.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { mayNow } from "../replica/can.ts";
import { lateSession } from "../replica/late-session.ts";
import { ticketById } from "../replica/reads.ts";
import type { TicketRow } from "../replica/schema.ts";
import { useLive } from "../replica/use-live.ts";
import { useConnection, useDesk } from "../shell/desk.tsx";
import { categoryWords, modeWords } from "../ui/code-words.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { LoadingState } from "../ui/loading-state.tsx";
import { StatusMark } from "../ui/status-mark.tsx";
import { ToScreen } from "../ui/to-screen.tsx";
import { UrgencyMark } from "../ui/urgency-mark.tsx";
import { useServerNow } from "../ui/use-now.ts";
import { usePeople } from "../ui/use-people.ts";
import { usePresence } from "../ui/use-presence.ts";
import { useTitle } from "../ui/use-title.ts";
import { WaitingMark } from "../ui/waiting-mark.tsx";
import { AccessRibbon } from "./access-ribbon.tsx";
import { AlsoHere } from "./also-here.tsx";
import { ClaimBar } from "./claim-bar.tsx";
import { DetailsPane, RequestWords } from "./details-pane.tsx";
import { NewerRibbon } from "./newer-ribbon.tsx";
import classes from "./ticket.module.css";
import { TicketActions } from "./ticket-actions.tsx";
import { useLostClaim } from "./use-lost-claim.ts";

/** Below it the panes stand one at a time; `ticket.module.css` says the same width. */
const phone = "(max-width: 47.99em)";
const wide = "(min-width: 75em)";

type TicketScreenProps = {
  /** The other features' panes, put here by the shell. Each finds the ticket in the address. */
  queue?: ReactNode;
  chat: ReactNode;
  notes: ReactNode;
  /** The dialogs around sessions; they open by `?do=` in the address. */
  schedule: ReactNode;
};

/** One ticket: queue, conversation and details side by side, or one at a time on a phone. */
export function TicketScreen({ queue, ...panes }: TicketScreenProps) {
  const { id = "" } = useParams();
  const { replica } = useDesk();
  const onWide = useMediaQuery(wide) ?? false;
  const [search] = useSearchParams();
  const row = useLive(() => ticketById(replica, id), [replica, id], undefined);
  const { nameOf } = usePeople();
  useLostClaim(id, nameOf);
  useTitle("Ticket");
  const connection = useConnection();
  const showsQueue = onWide && queue !== undefined;
  return (
    <div className={classes.screen} data-queue={showsQueue}>
      {/* It stays while one goes from ticket to ticket: where it stands, and what is typed in it. */}
      {showsQueue && <aside className={classes.queue}>{queue}</aside>}
      {row !== undefined && row !== null ? (
        <OpenTicket key={row.id} row={row} onWide={onWide} nameOf={nameOf} {...panes} />
      ) : (
        <div className={classes.noTicket}>
          {/* On a new device it may still be on its way. */}
          {row === undefined || connection.state === "syncing" ? (
            <LoadingState label="Loading the ticket" />
          ) : (
            <EmptyState
              title="This ticket is not on your device"
              icon={IconTicketOff}
              actions={
                <Button component={Link} to={backTo(search.get("view"))} variant="default">
                  Back to the tickets
                </Button>
              }
            >
              Somebody else may have it now, or it has not arrived yet. What you wrote and could not send is
              under <ToScreen to="/tray">Not accepted</ToScreen>.
            </EmptyState>
          )}
        </div>
      )}
    </div>
  );
}

type OpenTicketProps = Omit<TicketScreenProps, "queue"> & {
  row: TicketRow;
  onWide: boolean;
  nameOf: (id: string) => string;
};

/** What stands beside the queue; its parts lie in the screen's grid. */
function OpenTicket({ row, chat, notes, schedule, onWide, nameOf }: OpenTicketProps) {
  const { me } = useDesk();
  const [search, setSearch] = useSearchParams();
  const onPhone = useMediaQuery(phone) ?? false;
  const { others } = usePresence(row.readable.includes("chat") ? docName("chat", row.id) : null);
  const now = useServerNow();
  const may = useCallback((type: EntryType) => mayNow(me, row, type), [me, row]);

  const pane = search.get("pane");
  const showsNotes = pane === "notes" && row.readable.includes("notes");
  const addressOf = (name: string | null) => {
    const next = new URLSearchParams(search);
    if (name === null) next.delete("pane");
    else next.set("pane", name);
    return `?${next}`;
  };
  const details = (
    <DetailsPane
      row={row}
      may={may}
      nameOf={nameOf}
      besideChat={row.readable.includes("chat")}
      notesAddress={row.readable.includes("notes") ? addressOf("notes") : null}
    />
  );
  const conversation = row.readable.includes("chat") ? (
    chat
  ) : !row.readable.includes("request") ? (
    <EmptyState title="The words are private" icon={IconLock}>
      You see the facts of this ticket. What is written in it is read only by the student and the counselor
      who has it.
    </EmptyState>
  ) : (
    <div className={classes.request}>
      <Title order={2} size="h4">
        What they ask
      </Title>
      <RequestWords row={row} />
    </div>
  );
  const main = (
    <>
      <ClaimBar row={row} me={me.id} may={may} />
      {conversation}
    </>
  );

  return (
    <>
      <header className={classes.header}>
        <ActionIcon
          component={Link}
          to={showsNotes ? addressOf(null) : backTo(search.get("view"))}
          variant="subtle"
          color="gray"
          aria-label={showsNotes ? "Back to the conversation" : "Back"}
        >
          <IconArrowLeft size={20} aria-hidden="true" />
        </ActionIcon>
        <div className={classes.heading}>
          <Title order={1} className={classes.title} dir="auto">
            {row.title ?? `${categoryWords[row.state.category]} request`}
          </Title>
          <Group gap="2px 8px" className={classes.facts}>
            {row.state.student !== me.id && (
              <Text size="xs" dir="auto">
                {nameOf(row.state.student)}
              </Text>
            )}
            <UrgencyMark urgency={row.state.urgency} />
            <Text size="xs" c="dimmed">
              {categoryWords[row.state.category]} · {modeWords[row.state.mode]}
            </Text>
            <StatusMark status={row.state.status} late={lateSession(row, now) !== null} />
            {row.waiting > 0 && <WaitingMark state="waiting" />}
            <AlsoHere others={others} />
          </Group>
        </div>
        {!showsNotes && (
          <TicketActions row={row} own={row.state.student === me.id} may={may} compact={!onWide} />
        )}
      </header>
      <div className={classes.ribbon}>
        <NewerRibbon row={row} />
        <AccessRibbon state={row.state} me={me.id} nameOf={nameOf} />
      </div>
      {showsNotes ? (
        <div className={classes.notes}>{notes}</div>
      ) : onPhone ? (
        <Tabs
          className={classes.tabs}
          value={pane === "details" ? "details" : "conversation"}
          onChange={(value) =>
            setSearch(new URLSearchParams(addressOf(value === "details" ? "details" : null).slice(1)), {
              replace: true,
            })
          }
          keepMounted={false}
        >
          <Tabs.List grow>
            <Tabs.Tab value="conversation">
              {row.readable.includes("chat") ? "Conversation" : "Request"}
            </Tabs.Tab>
            <Tabs.Tab value="details">Details</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="conversation" className={classes.main}>
            {main}
          </Tabs.Panel>
          <Tabs.Panel value="details" className={classes.detailsPane} tabIndex={0}>
            {details}
          </Tabs.Panel>
        </Tabs>
      ) : (
        <>
          <div className={classes.main}>{main}</div>
          <aside className={classes.detailsPane} aria-label="Details">
            {details}
          </aside>
        </>
      )}
      {schedule}
    </>
  );
}

/** Back goes to the view of the queue that one came from, else to where one's role begins. */
function backTo(view: string | null): string {
  return view === null ? "/" : `/queue/${view}`;
}
