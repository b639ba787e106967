import { notifications } from "@mantine/notifications";
import { useCallback } from "react";
import type { Draft } from "../../shared/entries/entry.ts";
import type { TicketEntry } from "../../shared/entries/ticket-entries.ts";
import { act } from "../replica/actions.ts";
import { DraftChanged } from "../replica/live-draft.ts";
import { DeviceFull, NotAllowed, NotAnEntry, OutboxFull } from "../replica/not-allowed.ts";
import { useDesk } from "../shell/desk.tsx";

/** Why an action did not happen, in a sentence: the rule's own where a rule said no. */
export function refusalOf(error: unknown): string {
  if (error instanceof NotAllowed || error instanceof OutboxFull || error instanceof DeviceFull)
    return error.message;
  if (error instanceof DraftChanged) return error.message;
  if (error instanceof NotAnEntry) return `This does not fit: ${error.message}`;
  return "This could not be saved on your device. Please try again.";
}

/** Tells a person that something they did could not be done, and why. */
export function tellRefusal(error: unknown): void {
  notifications.show({ title: "That was not possible", message: refusalOf(error), color: "red" });
}

/** Appends one entry to a ticket; the policy's "no" becomes a notice. @returns whether it went into the outbox */
export function useTicketAct() {
  const desk = useDesk();
  return useCallback(
    async (ticketId: string, draft: Draft<TicketEntry>): Promise<boolean> => {
      try {
        await act(desk, ticketId, draft);
        return true;
      } catch (error) {
        tellRefusal(error);
        return false;
      }
    },
    [desk],
  );
}
