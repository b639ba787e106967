import { useElementSize, useMergedRef } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Replica } from "../replica/database.ts";
import { useServerNow } from "../ui/use-now.ts";
import classes from "./queue.module.css";
import { QueueRow } from "./queue-row.tsx";
import { stepTo } from "./step-to.ts";
import { useRows } from "./use-rows.ts";

/** Below this width (px) a row stands in three lines; the style sheet's container query says the same. */
const narrow = 680;
const rowHeights = { narrow: 78, wide: 58 } as const;

type QueueListProps = {
  replica: Replica;
  ids: readonly string[];
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
  const { replica, ids, nameOf, drafts, current } = props;
  const now = useServerNow();
  const scroller = useRef<HTMLDivElement | null>(null);
  const { ref: measured, width } = useElementSize();
  const mergedRef = useMergedRef(scroller, measured);
  const height = width > 0 && width < narrow ? rowHeights.narrow : rowHeights.wide;
  const [active, setActive] = useState<string | null>(null);
  const focusWanted = useRef(false);
  const links = useRef(new Map<string, HTMLAnchorElement>());

  const virtualizer = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => ids[index] ?? index,
    overscan: 8,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new height is what this is for
  useEffect(() => virtualizer.measure(), [height, virtualizer]);

  // Beside an open ticket the list begins at that ticket.
  const [start] = useState(() => (current === null ? -1 : ids.indexOf(current)));
  useEffect(() => {
    if (start > 0) virtualizer.scrollToIndex(start, { align: "center" });
  }, [start, virtualizer]);

  const items = virtualizer.getVirtualItems();
  const rows = useRows(replica, ids, { first: items[0]?.index ?? 0, last: items.at(-1)?.index ?? 0 });

  const stop = stopOf(ids, active, current);
  useEffect(() => {
    if (!focusWanted.current || active === null) return;
    const link = links.current.get(active);
    if (link === undefined) return;
    focusWanted.current = false;
    link.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent, index: number) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const next = stepTo(event.key, index, ids.length);
    const id = next === null ? undefined : ids[next];
    if (next === null || id === undefined) return;
    event.preventDefault();
    focusWanted.current = true;
    setActive(id);
    virtualizer.scrollToIndex(next);
  };

  return (
    <div ref={mergedRef} className={classes.scroller} data-narrow={height === rowHeights.narrow}>
      <ul aria-label={props.label} className={classes.list} style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const row = rows.get(ids[item.index] ?? "");
          // Not read yet: its place stays empty for that moment.
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
              place={{ index: item.index, count: ids.length }}
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
function stopOf(ids: readonly string[], active: string | null, current: string | null): string | null {
  if (active !== null && ids.includes(active)) return active;
  return current !== null && ids.includes(current) ? current : (ids[0] ?? null);
}
