import { resolutions, unclaimReasons } from "../../shared/entries/codes.ts";
import { unreachable } from "../../shared/unreachable.ts";
import { act } from "../replica/actions.ts";
import type { TicketRow } from "../replica/schema.ts";
import { useDesk } from "../shell/desk.tsx";
import { choicesOf, resolutionWords, unclaimReasonWords } from "./code-words.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { EditRequestDialog } from "./edit-request-dialog.tsx";
import { HandOverDialog } from "./hand-over-dialog.tsx";
import { takeBackFirst } from "./take-back-first.ts";
import type { TicketDeed } from "./ticket-deeds.ts";
import { TriageDialog } from "./triage-dialog.tsx";
import { useGiveBack } from "./use-give-back.tsx";

type Asked = Exclude<TicketDeed, "claim" | "reopen">;

/** The question that goes with a deed. Claim and reopen ask nothing and have none. */
export function TicketDialog({ row, deed, onClose }: { row: TicketRow; deed: Asked; onClose: () => void }) {
  const giveBack = useGiveBack();
  const desk = useDesk();
  switch (deed) {
    case "edit":
      return <EditRequestDialog row={row} onClose={onClose} />;
    case "triage":
      return <TriageDialog row={row} onClose={onClose} />;
    case "hand-over":
      return <HandOverDialog row={row} onClose={onClose} />;
    case "unclaim":
      return (
        <ConfirmDialog
          opened
          onClose={onClose}
          title="Give this ticket back"
          confirm="Give back"
          reason={{ label: "Why", options: choicesOf(unclaimReasons, unclaimReasonWords) }}
          onConfirm={async (reason) => {
            if (reason !== null) await giveBack(row.id, reason);
          }}
        >
          It goes back to the queue for another counselor. A planned session is dropped. The student sees that
          nobody has it now, not why. {takeBackFirst}
        </ConfirmDialog>
      );
    case "close":
      // A student has one reason to close: they withdraw it.
      return row.state.student === desk.me.id ? (
        <ConfirmDialog
          opened
          onClose={onClose}
          title="Withdraw this request"
          confirm="Withdraw"
          danger
          onConfirm={() => act(desk, row.id, { type: "ticket.closed", resolution: "withdrawn" })}
        >
          It is closed and nobody works on it any more. You can reopen it within 30 days.
        </ConfirmDialog>
      ) : (
        <ConfirmDialog
          opened
          onClose={onClose}
          title="Close this ticket"
          confirm="Close ticket"
          reason={{ label: "Outcome", options: choicesOf(resolutions, resolutionWords) }}
          onConfirm={async (resolution) => {
            if (resolution !== null) await act(desk, row.id, { type: "ticket.closed", resolution });
          }}
        >
          Nobody can write in it any more until it is reopened. The student sees the outcome.
        </ConfirmDialog>
      );
    default:
      return unreachable(deed);
  }
}
