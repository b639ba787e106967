import { ActionIcon, Text, Textarea } from "@mantine/core";
import { IconSend2 } from "@tabler/icons-react";
import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from "react";
import { messageLimits } from "../../shared/entries/chat-entries.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { AttachButton } from "../attachments/attach-button.tsx";
import { ChosenList } from "../attachments/chosen-list.tsx";
import { useChosenFiles } from "../attachments/use-chosen-files.ts";
import { sendMessage } from "../replica/actions.ts";
import { useDesk } from "../shell/desk.tsx";
import { TooLong } from "../ui/bounded-text.tsx";
import { readEnterSends } from "../ui/enter-sends.ts";
import { tooLongWords } from "../ui/too-long.ts";
import { tellRefusal } from "../ui/use-ticket-act.ts";
import classes from "./chat.module.css";
import { ManageReplies } from "./manage-replies.tsx";
import { meantBy } from "./pasted.ts";
import { RepliesMenu } from "./replies-menu.tsx";
import { insertReply, matchingReplies, replyQuery, type SavedReply } from "./saved-replies.ts";
import { useDraft } from "./use-draft.ts";
import { useSavedReplies } from "./use-saved-replies.ts";

type ComposerProps = {
  ticketId: string;
  /** Saved replies are for whoever has the ticket. */
  withReplies: boolean;
  onTyping: (typing: boolean) => void;
  onSent: () => void;
};

/** The counter appears when so many characters are left. */
const counterFrom = 500;

/**
 * Where a message is written; what is written is kept as it is written. Enter sends, or breaks the line on a touch
 * keyboard and where the person chose so; Shift-Enter always breaks it, Ctrl or Cmd with Enter always sends.
 */
export function Composer({ ticketId, withReplies, onTyping, onSent }: ComposerProps) {
  const desk = useDesk();
  const draft = useDraft(desk, docName("chat", ticketId));
  const text = draft.value;
  const chosen = useChosenFiles(desk, docName("chat", ticketId));
  const [replies, saveReplies] = useSavedReplies(desk);
  const [caret, setCaret] = useState(0);
  const [marked, setMarked] = useState(0);
  const [dismissed, setDismissed] = useState<number | null>(null);
  const [managing, setManaging] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const caretAfter = useRef<number | null>(null);
  /** What this tab wrote itself: another text comes from another tab, and the caret stays where its person is. */
  const ownText = useRef("");
  const menuId = useId();
  const hintId = useId();

  const written = text ?? "";
  const query = withReplies ? replyQuery(written, caret) : null;
  const open = query !== null && query.start !== dismissed;
  const matches = open ? matchingReplies(replies, query.query) : [];
  const left = messageLimits.body - written.length;
  const over = tooLongWords(written.trim(), messageLimits.body);

  useLayoutEffect(() => {
    const before = ownText.current;
    if (before === written) return;
    ownText.current = written;
    if (field.current === null || field.current !== document.activeElement) return;
    const at = caretIn(before, written, caret);
    field.current.setSelectionRange(at, at);
  }, [written, caret]);

  useLayoutEffect(() => {
    if (caretAfter.current === null || field.current === null) return;
    field.current.setSelectionRange(caretAfter.current, caretAfter.current);
    caretAfter.current = null;
  });

  const change = (next: string, at: number) => {
    ownText.current = next;
    draft.change(next);
    setCaret(at);
    setMarked(0);
    onTyping(next !== "");
  };

  const use = (reply: SavedReply) => {
    const inserted = insertReply(written, caret, reply);
    caretAfter.current = inserted.caret;
    change(inserted.text, inserted.caret);
    field.current?.focus();
  };

  const send = async () => {
    const body = written.trim();
    if ((body === "" && chosen.files.length === 0) || over !== null) return;
    // A file that is not ready would be left behind.
    if (chosen.preparing.length > 0) return;
    const files = chosen.take();
    setCaret(0);
    setMarked(0);
    chosen.forgetProblems();
    onTyping(false);
    const attachments = files.map((file) => file.attachment);
    try {
      const sent = await draft.take((known) => sendMessage(desk, ticketId, body, attachments, known));
      if (sent !== null) onSent();
      else chosen.giveBack(files);
    } catch (error) {
      // What could not be sent goes back to where it was written.
      chosen.giveBack(files);
      tellRefusal(error);
    }
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method composes, Enter chooses a word and sends nothing.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (open && menuKey(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
    const commanded = event.ctrlKey || event.metaKey;
    if (!commanded && !readEnterSends()) return;
    event.preventDefault();
    void send();
  };

  /** @returns whether the menu of replies took the key */
  const menuKey = (event: KeyboardEvent): boolean => {
    const reply = matches[marked];
    if (event.key === "Escape") setDismissed(query?.start ?? null);
    else if (event.key === "ArrowDown" && matches.length > 0) setMarked((marked + 1) % matches.length);
    else if (event.key === "ArrowUp" && matches.length > 0)
      setMarked((marked + matches.length - 1) % matches.length);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && reply !== undefined)
      use(reply);
    else return false;
    event.preventDefault();
    return true;
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way of three, the button is the one for everybody
    <div
      className={classes.composer}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes("Files")) event.preventDefault();
      }}
      onDrop={(event) => {
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        chosen.add(event.dataTransfer.files);
      }}
    >
      {open && (
        <RepliesMenu
          id={menuId}
          replies={matches}
          chosen={marked}
          onUse={use}
          onManage={() => setManaging(true)}
        />
      )}
      <ChosenList chosen={chosen} />
      <div className={classes.field}>
        <AttachButton className={classes.send} onFiles={chosen.add} />
        <Textarea
          ref={field}
          className={classes.textarea}
          aria-label="Message"
          aria-describedby={hintId}
          aria-controls={open ? menuId : undefined}
          aria-activedescendant={
            open && matches[marked] !== undefined ? `${menuId}-${matches[marked].id}` : undefined
          }
          placeholder={withReplies ? "Write a message, or :: for a saved reply" : "Write a message"}
          value={written}
          disabled={text === null}
          error={over !== null}
          autosize
          minRows={1}
          maxRows={8}
          onChange={(event) => change(event.currentTarget.value, event.currentTarget.selectionStart)}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            const { files, types } = event.clipboardData;
            const text = event.clipboardData.getData("text/plain");
            const meant = meantBy({ files: [...files], types, text });
            if (meant.files) chosen.add(files);
            if (!meant.text) event.preventDefault();
          }}
          onBlur={() => onTyping(false)}
        />
        <ActionIcon
          size={36}
          variant="filled"
          color="fjord"
          className={classes.send}
          aria-label="Send"
          disabled={
            (written.trim() === "" && chosen.files.length === 0) ||
            chosen.preparing.length > 0 ||
            over !== null
          }
          onClick={() => void send()}
        >
          <IconSend2 size={18} aria-hidden="true" />
        </ActionIcon>
      </div>
      <div className={classes.hint} id={hintId}>
        <Text size="xs" c="dimmed">
          Not monitored around the clock.
          {desk.campus.responseHours !== "" && ` ${desk.campus.responseHours}`}
        </Text>
        {over !== null && (
          <Text size="xs" c="red" role="alert">
            <TooLong text={written.trim()} most={messageLimits.body} />
          </Text>
        )}
        {over === null && left <= counterFrom && (
          <Text size="xs" c={left <= 50 ? "red" : "dimmed"} role="status">
            {Math.max(0, left).toLocaleString()} characters left
          </Text>
        )}
      </div>
      {managing && (
        <ManageReplies replies={replies} onSave={saveReplies} onClose={() => setManaging(false)} />
      )}
    </div>
  );
}

/** Where the caret belongs after another tab changed the text around it. */
function caretIn(before: string, after: string, caret: number): number {
  let same = 0;
  while (same < caret && before[same] === after[same]) same++;
  return same === caret ? caret : Math.max(same, caret + after.length - before.length);
}
