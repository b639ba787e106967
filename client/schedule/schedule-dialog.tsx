import { useParams, useSearchParams } from "react-router";
import { attendances, cancelReasons } from "../../shared/entries/codes.ts";
import { act } from "../replica/actions.ts";
import { mayNow } from "../replica/can.ts";
import { ticketById } from "../replica/reads.ts";
import { useLive } from "../replica/use-live.ts";
import { useDesk } from "../shell/desk.tsx";
import { attendanceWords, cancelReasonWords, choicesOf } from "../ui/code-words.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { PasteLinkDialog } from "./paste-link-dialog.tsx";
import { PlanDialog } from "./plan-dialog.tsx";

/** The dialogs around a session of the ticket in the address; `?do=` says which, so that "back" closes it. */
export function ScheduleDialog() {
  const { id = "" } = useParams();
  const desk = useDesk();
  const { me, replica } = desk;
  const [search, setSearch] = useSearchParams();
  const row = useLive(() => ticketById(replica, id), [replica, id], null);
  const asked = search.get("do");
  if (row === null || asked === null) return null;
  const { session } = row.state;

  const close = () =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        next.delete("do");
        return next;
      },
      { replace: true },
    );

  if (asked === "schedule" && mayNow(me, row, "session.scheduled"))
    return <PlanDialog row={row} onClose={close} />;
  if (asked === "paste-link" && session !== null && mayNow(me, row, "session.linked"))
    return <PasteLinkDialog ticketId={row.id} sessionId={session.sessionId} onClose={close} />;
  if (asked === "complete" && mayNow(me, row, "session.completed")) {
    return (
      <ConfirmDialog
        opened
        onClose={close}
        title="Complete the session"
        confirm="Complete"
        reason={{ label: "Attendance", options: choicesOf(attendances, attendanceWords) }}
        onConfirm={async (attendance) => {
          if (attendance !== null) await act(desk, row.id, { type: "session.completed", attendance });
        }}
      >
        The session is over. You can both still write, and close the ticket when nothing is left to do.
      </ConfirmDialog>
    );
  }
  if (asked === "cancel-session" && session !== null && mayNow(me, row, "session.cancelled")) {
    return (
      <ConfirmDialog
        opened
        onClose={close}
        title="Cancel the session"
        confirm="Cancel the session"
        danger
        reason={{ label: "Why", options: choicesOf(cancelReasons, cancelReasonWords) }}
        onConfirm={async (reason) => {
          if (reason !== null)
            await act(desk, row.id, { type: "session.cancelled", sessionId: session.sessionId, reason });
        }}
      >
        Both of you see that it is cancelled. The ticket stays, and another time can be planned.
      </ConfirmDialog>
    );
  }
  return null;
}
