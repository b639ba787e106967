import { Button, Group, Modal, NativeSelect, Stack } from "@mantine/core";
import { useState } from "react";
import { categories, urgencies } from "../../shared/entries/codes.ts";
import type { TicketRow } from "../replica/schema.ts";
import { categoryWords, choicesOf, urgencyWords } from "./code-words.ts";
import { useTicketAct } from "./use-ticket-act.ts";

/** Sets how urgent a ticket is, and what it is about. */
export function TriageDialog({ row, onClose }: { row: TicketRow; onClose: () => void }) {
  const act = useTicketAct();
  const [urgency, setUrgency] = useState(row.state.urgency);
  const [category, setCategory] = useState(row.state.category);
  const unchanged = urgency === row.state.urgency && category === row.state.category;
  return (
    <Modal opened onClose={onClose} title="Change urgency">
      <form
        onSubmit={async (event) => {
          event.preventDefault();
          const about = category === row.state.category ? {} : { category };
          if (await act(row.id, { type: "ticket.triaged", urgency, ...about })) onClose();
        }}
      >
        <Stack>
          <NativeSelect
            label="Urgency"
            data={choicesOf([...urgencies].reverse(), urgencyWords)}
            value={urgency}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setUrgency(urgencies.find((each) => each === value) ?? urgency);
            }}
          />
          <NativeSelect
            label="What it is about"
            data={choicesOf(categories, categoryWords)}
            value={category}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setCategory(categories.find((each) => each === value) ?? category);
            }}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={unchanged}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
