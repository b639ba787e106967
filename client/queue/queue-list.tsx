import { useElementSize, useMergedRef } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { TicketRow } from "../replica/schema.ts";
import { useNow } from "../ui/use-now.ts";
import classes from "./queue.module.css";
import { QueueRow } from "./queue-row.tsx";
import { stepTo } from "./step-to.ts";

/** Below this width (px) a row stands in three lines; the style sheet's container query says the same. */
const narrow = 680;
const rowHeights = { narrow: 78, wide: 58 } as const;

type QueueListProps = {
  rows: readonly TicketRow[];
  label: string;
  me: string;
  nameOf: (id: string) => string;
  drafts: ReadonlyMap<string, string>;
  /** The ticket that is open beside the list. */
  current: string | null;
  addressOf: (ticketId: string) => string;
};

/** The rows of a view; only those on the screen are in the page, so thousands scroll as one does. */
export function QueueList(props: QueueListProps) {
  const { rows, nameOf, drafts, current } = props;
  const now = useNow();
  const scroller = useRef<HTMLDivElement | null>(null);
  const { ref: measured, width } = useElementSize();
  const mergedRef = useMergedRef(scroller, measured);
  const height = width > 0 && width < narrow ? rowHeights.narrow : rowHeights.wide;
  const [active, setActive] = useState<string | null>(null);
  const focusWanted = useRef(false);
  const links = useRef(new Map<string, HTMLAnchorElement>());

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 8,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new height is what this is for
  useEffect(() => virtualizer.measure(), [height, virtualizer]);

  // Beside an open ticket the list begins at that ticket.
  const [start] = useState(() => rows.findIndex((row) => row.id === current));
  useEffect(() => {
    if (start > 0) virtualizer.scrollToIndex(start, { align: "center" });
  }, [start, virtualizer]);

  const stop = stopOf(rows, active, current);
  useEffect(() => {
    if (!focusWanted.current || active === null) return;
    const link = links.current.get(active);
    if (link === undefined) return;
    focusWanted.current = false;
    link.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent, index: number) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const next = stepTo(event.key, index, rows.length);
    const row = next === null ? undefined : rows[next];
    if (next === null || row === undefined) return;
    event.preventDefault();
    focusWanted.current = true;
    setActive(row.id);
    virtualizer.scrollToIndex(next);
  };

  return (
    <div ref={mergedRef} className={classes.scroller} data-narrow={height === rowHeights.narrow}>
      <ul aria-label={props.label} className={classes.list} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <QueueRow
              key={row.id}
              row={row}
              student={nameOf(row.state.student)}
              me={props.me}
              draft={drafts.get(row.id) ?? ""}
              now={now}
              to={props.addressOf(row.id)}
              current={row.id === current}
              place={{ index: item.index, count: rows.length }}
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              tabIndex={row.id === stop ? 0 : -1}
              linkRef={(link) => {
                if (link === null) links.current.delete(row.id);
                else links.current.set(row.id, link);
              }}
              onFocus={() => setActive(row.id)}
              onKeyDown={(event) => onKeyDown(event, item.index)}
            />
          );
        })}
      </ul>
    </div>
  );
}

/** The one row that the tab key stops at: where one was, else what is open, else the first. */
function stopOf(rows: readonly TicketRow[], active: string | null, current: string | null): string | null {
  const has = (id: string | null) => id !== null && rows.some((row) => row.id === id);
  if (has(active)) return active;
  return has(current) ? current : (rows[0]?.id ?? null);
}
