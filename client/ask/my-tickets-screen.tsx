import { Button, Text, Title } from "@mantine/core";
import { IconHeartHandshake, IconPlus } from "@tabler/icons-react";
import { useEffect } from "react";
import { Link } from "react-router";
import { mayOpenTicket } from "../replica/can.ts";
import { ticketsIn } from "../replica/reads.ts";
import type { TicketRow } from "../replica/schema.ts";
import { useLive } from "../replica/use-live.ts";
import { useConnection, useDesk } from "../shell/desk.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { LoadingState } from "../ui/loading-state.tsx";
import { KeepNotice } from "./keep-notice.tsx";
import classes from "./my-tickets.module.css";
import { TicketCard } from "./ticket-card.tsx";
import { inOrder, isUnheardCrisis } from "./ticket-order.ts";

/** A student's own tickets, and where each stands. */
export function MyTicketsScreen() {
  const { me, replica } = useDesk();
  const rows = useLive(() => ticketsIn(replica, me, "all"), [replica, me], null);
  useEffect(() => {
    document.title = "My tickets · Alcove";
  }, []);
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <Title order={1} size="h2">
          My tickets
        </Title>
        {mayOpenTicket(me) && rows !== null && rows.length > 0 && (
          <Button component={Link} to="/ask" leftSection={<IconPlus size={18} aria-hidden="true" />}>
            Ask for help
          </Button>
        )}
      </div>
      <Tickets rows={rows} />
    </div>
  );
}

function Tickets({ rows }: { rows: TicketRow[] | null }) {
  const { me, campus } = useDesk();
  const connection = useConnection();
  if (rows === null) return <LoadingState label="Opening your tickets" />;
  if (rows.length === 0 && connection.state === "syncing")
    return <LoadingState label="Fetching your tickets" />;
  if (rows.length === 0) {
    return (
      <EmptyState
        title="Nothing here yet"
        icon={IconHeartHandshake}
        actions={
          mayOpenTicket(me) && (
            <Button component={Link} to="/ask" size="md">
              Ask for help
            </Button>
          )
        }
      >
        When you ask for help, a counselor of {campus.name} takes it on and writes to you here. It works
        without a connection too: what you write is sent when there is one.
      </EmptyState>
    );
  }
  const { running, over } = inOrder(rows);
  return (
    <>
      {running.map((row) => (
        <TicketCard key={row.id} row={row} />
      ))}
      {!running.some(isUnheardCrisis) && <KeepNotice />}
      {over.length > 0 && (
        <Text component="h2" fw={600} mt="md">
          Completed and closed
        </Text>
      )}
      {over.map((row) => (
        <TicketCard key={row.id} row={row} />
      ))}
    </>
  );
}
