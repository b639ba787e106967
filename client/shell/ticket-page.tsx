import { lazy, Suspense } from "react";
import { useParams } from "react-router";
import { ChatPane } from "../chat/chat-pane.tsx";
import { useNoticesSeen } from "../notifications/use-notice-sync.ts";
import { ticketById } from "../replica/reads.ts";
import { useLive } from "../replica/use-live.ts";
import { ScheduleDialog } from "../schedule/schedule-dialog.tsx";
import { TicketScreen } from "../ticket/ticket-screen.tsx";
import { CrisisUnsent } from "../ui/crisis-unsent.tsx";
import { LoadingState } from "../ui/loading-state.tsx";
import { useDesk } from "./desk.tsx";
import { QueueScreen } from "./home.tsx";
import classes from "./ticket-page.module.css";

/** The editor is the biggest part of the app, and only counselors open it. */
const NotesPane = lazy(() => import("../notes/notes-pane.tsx").then((part) => ({ default: part.NotesPane })));

/** Puts the panes of the features together: they do not know each other. */
export function TicketPage() {
  const { me } = useDesk();
  const { id = "" } = useParams();
  useNoticesSeen(id);
  return (
    <>
      <UnheardCrisis />
      <TicketScreen
        queue={
          me.role === "counselor" ? (
            <Suspense fallback={<LoadingState label="Loading the queue" />}>
              <QueueScreen pane />
            </Suspense>
          ) : undefined
        }
        chat={<ChatPane />}
        notes={
          <Suspense fallback={<LoadingState label="Opening the notes" />}>
            <NotesPane ticketId={id} />
          </Suspense>
        }
        schedule={<ScheduleDialog />}
      />
    </>
  );
}

/** A crisis that waits on this device says so on its ticket too, for as long as it waits. */
function UnheardCrisis() {
  const { id = "" } = useParams();
  const { me, replica, campus } = useDesk();
  const row = useLive(() => ticketById(replica, id), [replica, id], null);
  if (row === null || row.student !== me.id || row.base !== null || row.state.urgency !== "crisis")
    return null;
  return (
    <div className={classes.unheard}>
      <CrisisUnsent lines={campus.crisisLines} why="written" />
    </div>
  );
}
