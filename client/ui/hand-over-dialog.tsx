import { Alert, Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import type { TicketRow } from "../replica/schema.ts";
import { useConnection, useMe } from "../shell/desk.tsx";
import { mayTake } from "./may-take.ts";
import { optionsFound } from "./options-found.ts";
import { takeBackFirst } from "./take-back-first.ts";
import { useHeirConflict } from "./use-heir-conflict.ts";
import { usePeople } from "./use-people.ts";
import { useTicketAct } from "./use-ticket-act.ts";

/** Gives a ticket to another counselor, who takes the conversation and the notes with it. */
export function HandOverDialog({ row, onClose }: { row: TicketRow; onClose: () => void }) {
  const me = useMe();
  const { people, fullNameOf } = usePeople();
  const { state } = useConnection();
  const connected = state === "synced" || state === "syncing";
  const act = useTicketAct();
  const [to, setTo] = useState<string | null>(null);
  const conflict = useHeirConflict(row, to);
  const counselors = people
    .filter((person) => mayTake(person) && person.id !== row.state.assigned)
    .map(({ id }) => ({ value: id, label: fullNameOf(id) }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const nobody = row.state.assigned === null;
  const mine = row.state.assigned === me.id;
  const handOver = async () => {
    if (to === null || !(await act(row.id, { type: "ticket.assigned", to }))) return;
    // The ticket leaves the screen with this, so it is said here where it went.
    notifications.show({
      message: `${connected ? "This ticket goes" : "When you are back online, this ticket goes"} to ${fullNameOf(to)}.`,
    });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={nobody ? "Assign to a counselor" : "Hand over"}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void handOver();
        }}
      >
        <Stack>
          <Text size="sm">
            {nobody
              ? "They get the whole ticket: the request, the conversation and the notes."
              : "The other counselor gets the whole ticket: the request, the conversation and the notes. Whoever has it now can then no longer read it, and it leaves their devices."}
          </Text>
          {mine && <Text size="sm">{takeBackFirst}</Text>}
          <Select
            label="To"
            placeholder="Choose a counselor"
            data={counselors}
            value={to}
            onChange={setTo}
            searchable
            filter={optionsFound}
            required
            nothingFoundMessage="No counselor of that name is known on this device."
          />
          {to !== null && conflict === "conflict" && (
            <Alert color="yellow" icon={<IconAlertTriangle aria-hidden="true" />} role="status">
              {fullNameOf(to)} has another session at the time of this ticket’s session. You can still hand it
              over; one of the two must then move.
            </Alert>
          )}
          {to !== null && conflict === "unknown" && (
            <Text size="sm" c="dimmed" role="status">
              Without a connection nobody can tell whether {fullNameOf(to)} is free at the time of this
              ticket’s session.
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={to === null}>
              {nobody ? "Assign" : "Hand over"}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
