import { Button, Text, VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { cancelWaiting, redactMessage } from "../replica/actions.ts";
import { mayNow } from "../replica/can.ts";
import type { HistoryItem, MessageRow, TicketRow, TrayRow } from "../replica/schema.ts";
import { useDesk } from "../shell/desk.tsx";
import { refusalWords } from "../ui/refusal-words.ts";
import { clockTime, dayHeading } from "../ui/time-words.ts";
import { useNow } from "../ui/use-now.ts";
import { usePeople } from "../ui/use-people.ts";
import { tellRefusal } from "../ui/use-ticket-act.ts";
import classes from "./chat.module.css";
import { type ChatItem, chatItems, ownMark, unreadIn } from "./chat-items.ts";
import { EventLine } from "./event-line.tsx";
import { MessageView, RefusedView } from "./message-view.tsx";
import { useAnnounced } from "./use-announced.ts";
import { useMarkSeen } from "./use-mark-seen.ts";
import { useStickToEnd } from "./use-stick-to-end.ts";

/** Items shown at first and added by each "earlier": a screen or three, so a year's chat opens as fast as a new one. */
const windowSize = 80;

/** Items drawn above the one that one is led to: what it answers. */
const itemsAbove = 8;

type ConversationProps = {
  row: TicketRow;
  messages: readonly MessageRow[];
  history: readonly HistoryItem[];
  refused: readonly TrayRow[];
  /** Grows with each message of one's own; the newest is then scrolled into sight. */
  sent: number;
};

/** The messages, by day and author, with what happened between them. */
export function Conversation({ row, messages, history, refused, sent }: ConversationProps) {
  const desk = useDesk();
  const { me } = desk;
  const { nameOf, fullNameOf } = usePeople();
  const now = useNow(60_000);
  // Where one had read to when the conversation was opened; the line stays while new ones come, and marks what comes above.
  const [unread, setUnread] = useState(() => unreadIn(messages));

  const items = useMemo(
    () => chatItems({ messages, history, refused, unread }),
    [messages, history, refused, unread],
  );
  const [shownFrom, setShownFrom] = useState(() => Math.max(windowSize, fromFirstUnread(items)));
  const shown = items.slice(-shownFrom);
  const earlier = items.length - shown.length;
  const mark = ownMark(messages, me.id, row.seenByOther);
  const newest = messages.at(-1)?.id ?? null;

  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [chat] = useState({ scroller, content });
  const { unseen, unseenIds } = useMarkSeen(desk, row, messages, chat);
  const { away, toEnd, toMessage } = useStickToEnd(chat, { newest, sent, unseen: unseenIds });
  const announced = useAnnounced(messages, me.id, fullNameOf);
  const [firstAbove] = unseen.above;
  const [firstBelow] = unseen.below;

  useEffect(() => {
    if (unseen.above.length > 0) setUnread((before) => withAll(before, unseen.above));
  }, [unseen.above]);

  /** A message that one is led to; where it is not drawn, it must be first. */
  const [led, setLed] = useState<{ to: string } | null>(null);
  useLayoutEffect(() => {
    if (led !== null) toMessage(led.to);
  }, [led, toMessage]);
  const leadTo = (id: string) => {
    const at = items.findIndex((item) => item.kind === "message" && item.message.id === id);
    if (at !== -1) setShownFrom((count) => Math.max(count, items.length - at + itemsAbove));
    setLed({ to: id });
  };

  const takeBack = async (message: MessageRow) => {
    try {
      // One that has not left the device needs no entry to take it back: it just does not go.
      if (message.state === "waiting" && (await cancelWaiting(desk, message.id))) return;
      await redactMessage(desk, row.id, message.id);
    } catch (error) {
      tellRefusal(error);
    }
  };
  const may = (message: MessageRow) =>
    message.by === me.id && mayNow(me, row, { type: "chat.redacted", message: message.id });

  return (
    <div className={classes.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section ref={scroller} className={classes.scroller} tabIndex={0} aria-label="Messages">
        <div ref={content}>
          {earlier > 0 && (
            <div className={classes.earlier}>
              <Button
                variant="default"
                size="compact-sm"
                onClick={() => setShownFrom((count) => count + windowSize)}
              >
                Show earlier ({earlier})
              </Button>
            </div>
          )}
          {messages.length === 0 && refused.length === 0 && (
            <Text size="sm" c="dimmed" ta="center" py="xl">
              {emptyWords(row, me.id)}
            </Text>
          )}
          <ol className={classes.items}>
            {shown.map((item) => (
              <ItemView
                key={item.key}
                item={item}
                row={row}
                me={me.id}
                now={now}
                nameOf={nameOf}
                mark={mark}
                onTakeBack={(message) => (may(message) ? () => void takeBack(message) : null)}
              />
            ))}
          </ol>
        </div>
      </section>
      {firstAbove !== undefined && (
        <Button
          className={classes.toAbove}
          size="compact-sm"
          leftSection={<IconArrowUp size={15} aria-hidden="true" />}
          onClick={() => leadTo(firstAbove)}
        >
          {newWords(unseen.above.length)} above
        </Button>
      )}
      {away && (
        <Button
          className={classes.toEnd}
          size="compact-sm"
          variant={firstBelow === undefined ? "default" : "filled"}
          leftSection={<IconArrowDown size={15} aria-hidden="true" />}
          onClick={() => (firstBelow === undefined ? toEnd() : leadTo(firstBelow))}
        >
          {firstBelow === undefined ? "Newest" : newWords(unseen.below.length)}
        </Button>
      )}
      <VisuallyHidden aria-live="polite">{announced}</VisuallyHidden>
    </div>
  );
}

/** How many items to draw so that the first that is unread is among them. */
function fromFirstUnread(items: readonly ChatItem[]): number {
  const first = items.findIndex(({ kind }) => kind === "unread");
  return first === -1 ? 0 : items.length - first + itemsAbove;
}

function withAll(before: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  return ids.every((id) => before.has(id)) ? before : new Set([...before, ...ids]);
}

function newWords(count: number): string {
  return count === 1 ? "1 new message" : `${count} new messages`;
}

function emptyWords({ state }: TicketRow, me: string): string {
  if (state.status === "closed") return "Nothing was written here.";
  if (state.student === me && state.assigned === null)
    return "Nobody has taken this yet. You can write already: whoever takes it reads it.";
  return "No messages yet. What is written here is read only by the student and the counselor who has this ticket.";
}

function ItemView(props: {
  item: ChatItem;
  row: TicketRow;
  me: string;
  now: number;
  nameOf: (id: string) => string;
  mark: ReturnType<typeof ownMark>;
  onTakeBack: (message: MessageRow) => (() => void) | null;
}) {
  const { item, row, me, mark, nameOf } = props;
  switch (item.kind) {
    case "day":
      return (
        <li className={classes.day}>
          <span>{dayHeading(item.at, props.now)}</span>
        </li>
      );
    case "unread":
      return (
        <li className={classes.unread}>
          <span>New</span>
        </li>
      );
    case "message": {
      const { message } = item;
      const marked = mark !== null && mark.messageId === message.id && !message.redacted;
      return (
        <MessageView
          message={message}
          name={nameOf(message.by)}
          own={message.by === me}
          opensGroup={item.opensGroup}
          mark={marked ? (mark.seen ? "seen" : "sent") : null}
          onTakeBack={props.onTakeBack(message)}
        />
      );
    }
    case "event":
      return (
        <EventLine item={item.item} link={row.link} nameOf={nameOf} reasons={row.state.student !== me} />
      );
    case "refused": {
      const { entry, at, reason } = item.row;
      const message = entry?.type === "chat.message" ? entry : null;
      const files = (message?.attachments ?? []).map((file) => file.name);
      const body =
        message === null ? (item.row.text ?? "") : [message.body, ...files].filter(Boolean).join("\n");
      return (
        <RefusedView
          body={body}
          at={entry?.at ?? at}
          reason={refusalWords(reason, { nameOf, timeOf: clockTime })}
        />
      );
    }
  }
}
