import { Button, Group, Paper, Text } from "@mantine/core";
import { IconHandGrab } from "@tabler/icons-react";
import { useSearchParams } from "react-router";
import type { EntryType } from "../../shared/entries/entry.ts";
import type { TicketRow } from "../replica/schema.ts";
import { useConnection } from "../shell/desk.tsx";
import { useTicketAct } from "../ui/use-ticket-act.ts";
import { WaitingMark } from "../ui/waiting-mark.tsx";
import classes from "./ticket.module.css";

/** Floats over a ticket that nobody has, or that one has claimed and the server does not know of yet. */
export function ClaimBar({
  row,
  me,
  may,
}: {
  row: TicketRow;
  me: string;
  may: (type: EntryType) => boolean;
}) {
  const act = useTicketAct();
  const connection = useConnection();
  const [, setSearch] = useSearchParams();
  const claim = async () => {
    if (!(await act(row.id, { type: "ticket.claimed" }))) return;
    // It leaves the unclaimed ones; the queue beside it follows.
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        next.set("view", "mine");
        return next;
      },
      { replace: true },
    );
  };
  if (may("ticket.claimed")) {
    return (
      <Paper className={classes.bar} withBorder shadow="md">
        <Group justify="space-between" wrap="nowrap">
          <Text fw={500}>Nobody has this yet.</Text>
          <Button
            leftSection={<IconHandGrab size={18} aria-hidden="true" />}
            className={classes.firm}
            onClick={() => void claim()}
          >
            Claim
          </Button>
        </Group>
      </Paper>
    );
  }
  const claiming = row.state.assigned === me && row.base !== null && row.base.status === "open";
  if (!claiming) return null;
  return (
    <div className={classes.strip} role="status">
      <WaitingMark state="waiting" short />
      <Text size="sm" fw={500}>
        {connection.state === "offline" ? "Claiming when you are back online" : "Claiming…"}
      </Text>
    </div>
  );
}
