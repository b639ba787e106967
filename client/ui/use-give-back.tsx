import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useCallback } from "react";
import type { UnclaimReason } from "../../shared/entries/codes.ts";
import { act, cancelWaiting, type DeskSession } from "../replica/actions.ts";
import { useDesk } from "../shell/desk.tsx";
import { refusalOf, tellRefusal } from "./use-ticket-act.ts";

/** How long the way back stays in sight; long enough to read it, short enough not to pile up. */
const undoMs = 10_000;

/** Gives a ticket back and shows the way back: undone while the entry still waits, else claimed again. */
export function useGiveBack() {
  const desk = useDesk();
  return useCallback(
    async (ticketId: string, reason: UnclaimReason): Promise<boolean> => {
      try {
        await act(desk, ticketId, { type: "ticket.unclaimed", reason });
      } catch (error) {
        tellRefusal(error);
        return false;
      }
      offer("You gave this ticket back.", "Undo", async () => {
        if (await takeBack(desk, ticketId)) return;
        offer("It has been given back already.", "Claim it again", () =>
          act(desk, ticketId, { type: "ticket.claimed" }),
        );
      });
      return true;
    },
    [desk],
  );
}

/** Takes the waiting entry out of the outbox. @returns false when it is on its way or accepted */
async function takeBack(desk: DeskSession, ticketId: string): Promise<boolean> {
  const waiting = await desk.replica.outbox.where("ticketId").equals(ticketId).toArray();
  const row = waiting.find((each) => each.entry?.type === "ticket.unclaimed" && each.state === "waiting");
  if (row === undefined) return false;
  return cancelWaiting(desk, row.id);
}

function offer(words: string, label: string, then: () => Promise<unknown>): void {
  const id = crypto.randomUUID();
  notifications.show({
    id,
    autoClose: undoMs,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{words}</Text>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            notifications.hide(id);
            then().catch((error: unknown) => notifications.show({ message: refusalOf(error), color: "red" }));
          }}
        >
          {label}
        </Button>
      </Group>
    ),
  });
}
