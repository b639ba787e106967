import { Alert, Group, Loader, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck, IconClock, IconLock } from "@tabler/icons-react";
import { docName } from "../../shared/log/doc-name.ts";
import { notesSchema } from "../../shared/log/notes-schema.ts";
import { mayWriteNotesNow } from "../replica/can.ts";
import { readMeta } from "../replica/meta.ts";
import { ticketById } from "../replica/reads.ts";
import { useLive } from "../replica/use-live.ts";
import { useConnection, useDesk } from "../shell/desk.tsx";
import classes from "./notes.module.css";
import { NotesEditor, pasteCharacters } from "./notes-editor.tsx";
import { NotesWords } from "./notes-words.tsx";
import type { OpenNotes } from "./open-notes.ts";
import { type SavedWords, savedWords } from "./saved-words.ts";
import { useNotes, useSubscribable } from "./use-notes.ts";

/** A ticket's case notes: another place than the chat, and visibly so. */
export function NotesPane({ ticketId }: { ticketId: string }) {
  const { replica, me } = useDesk();
  const row = useLive(() => ticketById(replica, ticketId), [replica, ticketId], undefined);
  return (
    <section className={classes.place} aria-label="Case notes">
      <header className={classes.head}>
        <IconLock size={18} aria-hidden="true" />
        <p>
          <strong>Case notes.</strong> Only the assigned counselor reads these.
        </p>
      </header>
      {row === undefined ? (
        <Opening />
      ) : row?.readable.includes("notes") ? (
        <NotesDocument key={ticketId} ticketId={ticketId} mayWrite={mayWriteNotesNow(me, row)} />
      ) : (
        <p className={classes.notice}>
          The notes open here once the server has confirmed that this ticket is yours.
        </p>
      )}
    </section>
  );
}

function NotesDocument({ ticketId, mayWrite }: { ticketId: string; mayWrite: boolean }) {
  const desk = useDesk();
  const shown = useNotes(desk, ticketId);
  if (shown === null) return <Opening />;
  return (
    <>
      {shown.before === "refused" && (
        <Alert
          color="red"
          icon={<IconAlertTriangle />}
          title="Some words were not accepted"
          className={classes.alert}
        >
          They are kept for you under “Not accepted”. Below is what the server has.
        </Alert>
      )}
      <NotesBody notes={shown.notes} ticketId={ticketId} mayWrite={mayWrite} />
    </>
  );
}

function NotesBody({ notes, ticketId, mayWrite }: { notes: OpenNotes; ticketId: string; mayWrite: boolean }) {
  const { me, replica } = useDesk();
  const loaded = useSubscribable(notes.loaded);
  const saving = useSubscribable(notes.saving);
  const shown = useSubscribable(notes.shown);
  const isNewer = useLive(async () => (await readMeta(replica)).notesSchema > notesSchema, [replica], false);
  const connection = useConnection();
  const waiting = useLive(
    async () => {
      const rows = await replica.outbox.where("doc").equals(docName("notes", ticketId)).toArray();
      return rows.filter((row) => row.state !== "accepted").length;
    },
    [replica, ticketId],
    0,
  );
  if (!loaded) return <Opening />;
  return (
    <>
      {shown.as === "words" ? (
        <NotesWords text={shown.text} />
      ) : (
        <NotesEditor
          notes={notes}
          on={shown}
          me={me.id}
          mayWrite={mayWrite && !isNewer}
          onPasteTooLong={sayPasteTooLong}
        />
      )}
      <footer className={classes.foot}>
        {shown.as === "words" || isNewer ? (
          <Text size="sm">You can read these notes. To write in them, update Alcove.</Text>
        ) : mayWrite ? (
          <Saved {...savedWords(saving, waiting, connection.state)} />
        ) : (
          <Text size="sm">You can read these notes and not change them.</Text>
        )}
      </footer>
    </>
  );
}

/** Spoken only when something is wrong: a reader must not be told at every key that the last one was kept. */
function Saved({ words, tone }: SavedWords) {
  const Icon = tone === "calm" ? IconCheck : tone === "waiting" ? IconClock : IconAlertTriangle;
  return (
    <Group
      gap={6}
      wrap="nowrap"
      className={classes.saved}
      data-tone={tone}
      {...(tone === "alarm" && { role: "alert" })}
    >
      <Icon size={14} aria-hidden="true" />
      <span>{words}</span>
    </Group>
  );
}

function Opening() {
  return (
    <Group className={classes.notice} gap="xs" role="status">
      <Loader size="xs" />
      <Text size="sm">Opening the notes…</Text>
    </Group>
  );
}

function sayPasteTooLong() {
  notifications.show({
    color: "yellow",
    title: "Too long to paste at once",
    message: `Paste at most ${pasteCharacters.toLocaleString()} characters at a time.`,
  });
}
