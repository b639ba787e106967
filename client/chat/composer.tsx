import { ActionIcon, Text, Textarea } from "@mantine/core";
import { IconSend2 } from "@tabler/icons-react";
import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from "react";
import { messageLimits } from "../../shared/entries/chat-entries.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { sendMessage } from "../replica/actions.ts";
import { useDesk } from "../shell/desk.tsx";
import { tellRefusal } from "../ui/use-ticket-act.ts";
import classes from "./chat.module.css";
import { ManageReplies } from "./manage-replies.tsx";
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

/** Where a message is written. Enter sends, Shift-Enter breaks the line; what is written is kept as it is written. */
export function Composer({ ticketId, withReplies, onTyping, onSent }: ComposerProps) {
  const desk = useDesk();
  const [text, setText] = useDraft(desk, docName("chat", ticketId));
  const [replies, saveReplies] = useSavedReplies(desk);
  const [caret, setCaret] = useState(0);
  const [chosen, setChosen] = useState(0);
  const [dismissed, setDismissed] = useState<number | null>(null);
  const [managing, setManaging] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const caretAfter = useRef<number | null>(null);
  const menuId = useId();
  const hintId = useId();

  const written = text ?? "";
  const query = withReplies ? replyQuery(written, caret) : null;
  const open = query !== null && query.start !== dismissed;
  const matches = open ? matchingReplies(replies, query.query) : [];
  const left = messageLimits.body - written.length;

  useLayoutEffect(() => {
    if (caretAfter.current === null || field.current === null) return;
    field.current.setSelectionRange(caretAfter.current, caretAfter.current);
    caretAfter.current = null;
  });

  const change = (next: string, at: number) => {
    setText(next);
    setCaret(at);
    setChosen(0);
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
    if (body === "" || written.length > messageLimits.body) return;
    change("", 0);
    onTyping(false);
    try {
      await sendMessage(desk, ticketId, body);
      onSent();
    } catch (error) {
      // What could not be sent goes back to where it was written.
      setText(body);
      tellRefusal(error);
    }
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method composes, Enter chooses a word and sends nothing.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (open && menuKey(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void send();
  };

  /** @returns whether the menu of replies took the key */
  const menuKey = (event: KeyboardEvent): boolean => {
    const reply = matches[chosen];
    if (event.key === "Escape") setDismissed(query?.start ?? null);
    else if (event.key === "ArrowDown" && matches.length > 0) setChosen((chosen + 1) % matches.length);
    else if (event.key === "ArrowUp" && matches.length > 0)
      setChosen((chosen + matches.length - 1) % matches.length);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && reply !== undefined)
      use(reply);
    else return false;
    event.preventDefault();
    return true;
  };

  return (
    <div className={classes.composer}>
      {open && (
        <RepliesMenu
          id={menuId}
          replies={matches}
          chosen={chosen}
          onUse={use}
          onManage={() => setManaging(true)}
        />
      )}
      <div className={classes.field}>
        <Textarea
          ref={field}
          className={classes.textarea}
          aria-label="Message"
          aria-describedby={hintId}
          aria-controls={open ? menuId : undefined}
          aria-activedescendant={
            open && matches[chosen] !== undefined ? `${menuId}-${matches[chosen].id}` : undefined
          }
          placeholder={withReplies ? "Write a message, or :: for a saved reply" : "Write a message"}
          value={written}
          disabled={text === null}
          maxLength={messageLimits.body}
          autosize
          minRows={1}
          maxRows={8}
          onChange={(event) => change(event.currentTarget.value, event.currentTarget.selectionStart)}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onBlur={() => onTyping(false)}
        />
        <ActionIcon
          size={36}
          variant="filled"
          color="fjord"
          className={classes.send}
          aria-label="Send"
          disabled={written.trim() === ""}
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
        {left <= counterFrom && (
          <Text size="xs" c={left <= 50 ? "red" : "dimmed"} role="status">
            {left.toLocaleString()} characters left
          </Text>
        )}
      </div>
      {managing && (
        <ManageReplies replies={replies} onSave={saveReplies} onClose={() => setManaging(false)} />
      )}
    </div>
  );
}
