import { Text, VisuallyHidden } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import type { CSSProperties, KeyboardEvent } from "react";
import { Link } from "react-router";
import { lateSession } from "../replica/late-session.ts";
import type { TicketRow } from "../replica/schema.ts";
import { categoryWords, modeWords } from "../ui/code-words.ts";
import { PersonMark } from "../ui/person-mark.tsx";
import { StatusMark } from "../ui/status-mark.tsx";
import { fullDate, waitWords } from "../ui/time-words.ts";
import { UrgencyMark } from "../ui/urgency-mark.tsx";
import { WaitingMark } from "../ui/waiting-mark.tsx";
import classes from "./queue.module.css";
import { type Preview, previewOf, unreadWords, waitingSince } from "./row-words.ts";
import { useTyping } from "./use-typing.ts";

type QueueRowProps = {
  row: TicketRow;
  student: string;
  me: string;
  draft: string;
  now: number;
  to: string;
  current: boolean;
  place: { index: number; count: number };
  style: CSSProperties;
  tabIndex: 0 | -1;
  linkRef: (link: HTMLAnchorElement | null) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onFocus: () => void;
};

/** One ticket in the queue. The row is one link; what only the eye would get is said as words beside it. */
export function QueueRow(props: QueueRowProps) {
  const { row, student, me, draft, now, place } = props;
  const typing = useTyping(row.id, me);
  const preview = previewOf(row, me, draft, typing);
  const since = waitingSince(row);
  return (
    <li
      aria-posinset={place.index + 1}
      aria-setsize={place.count}
      className={classes.item}
      style={props.style}
    >
      <Link
        to={props.to}
        ref={props.linkRef}
        className={classes.row}
        data-unread={row.unread > 0}
        data-open={row.state.status === "open"}
        aria-current={props.current ? "true" : undefined}
        tabIndex={props.tabIndex}
        onKeyDown={props.onKeyDown}
        onFocus={props.onFocus}
      >
        <PersonMark name={student} />
        <span className={classes.words}>
          <span className={classes.title} dir="auto">
            {row.title ?? categoryWords[row.state.category]}
          </span>
          <VisuallyHidden>, </VisuallyHidden>
          <span className={classes.preview}>
            <bdi>{student}</bdi>
            {" · "}
            <PreviewWords preview={preview} row={row} />
          </span>
        </span>
        <span className={classes.facts}>
          <span className={classes.urgency}>
            <VisuallyHidden>, urgency </VisuallyHidden>
            <UrgencyMark urgency={row.state.urgency} />
            <VisuallyHidden>, </VisuallyHidden>
          </span>
          <span className={classes.category}>{categoryWords[row.state.category]}</span>
          <VisuallyHidden>, </VisuallyHidden>
          <span className={classes.status}>
            <StatusMark status={row.state.status} late={lateSession(row, now) !== null} />
          </span>
        </span>
        <span className={classes.end}>
          <time dateTime={new Date(since).toISOString()} title={`Since ${fullDate(since)}`}>
            <span aria-hidden="true">{waitWords(since, now)}</span>
            <VisuallyHidden>, since {fullDate(since)}</VisuallyHidden>
          </time>
          {row.waiting > 0 && <WaitingMark state="waiting" short />}
          {row.unread > 0 && (
            <span className={classes.unread}>
              {unreadWords(row.unread)}
              <VisuallyHidden> unread</VisuallyHidden>
            </span>
          )}
        </span>
      </Link>
    </li>
  );
}

function PreviewWords({ preview, row }: { preview: Preview; row: TicketRow }) {
  switch (preview.kind) {
    case "draft":
      return (
        <Text span inherit className={classes.draft}>
          <IconPencil size={13} aria-hidden="true" /> Draft: <bdi>{preview.text}</bdi>
        </Text>
      );
    case "typing":
      return (
        <Text span inherit className={classes.draft}>
          typing…
        </Text>
      );
    case "message":
      return (
        <>
          {preview.own && "You: "}
          <bdi>{preview.text}</bdi>
        </>
      );
    case "none":
      return <>{preview.text === "" ? modeWords[row.state.mode] : preview.text}</>;
  }
}
