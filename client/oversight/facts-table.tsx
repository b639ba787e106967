import { UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { Link } from "react-router";
import { lateSession } from "../replica/late-session.ts";
import type { TicketRow } from "../replica/schema.ts";
import { categoryWords, urgencyWords } from "../ui/code-words.ts";
import { StatusMark } from "../ui/status-mark.tsx";
import { relativeWords, waitWords } from "../ui/time-words.ts";
import { UrgencyMark } from "../ui/urgency-mark.tsx";
import { useNow } from "../ui/use-now.ts";
import { WaitingMark } from "../ui/waiting-mark.tsx";
import { When } from "../ui/when.tsx";
import { type Column, columns, type Sort, sinceOf } from "./facts.ts";
import classes from "./oversight.module.css";
import { RowMenu } from "./row-menu.tsx";

const columnWords: { readonly [Each in Column]: string } = {
  urgency: "Urgency",
  category: "About",
  status: "Status",
  student: "Student",
  assigned: "Who has it",
  since: "Since",
  changed: "Changed",
};

/** Pixels; `oversight.module.css` gives the rows the same height. */
const rowHeight = 42;

type FactsTableProps = {
  rows: readonly TicketRow[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  nameOf: (id: string) => string;
};

/** Tickets by their facts. Only the rows on the screen are in the page; the spacers hold the others' height. */
export function FactsTable({ rows, sort, onSort, nameOf }: FactsTableProps) {
  const scroller = useRef<HTMLElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 10,
  });
  const items = virtualizer.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section ref={scroller} className={classes.scroller} tabIndex={0} aria-label="Tickets">
      <table className={classes.table} aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <HeaderCell key={column} column={column} sort={sort} onSort={onSort} />
            ))}
            <th scope="col">
              <span className={classes.hidden}>Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Spacer height={before} />}
          {items.map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <FactsRow key={row.id} row={row} index={item.index} nameOf={nameOf} />
            );
          })}
          {after > 0 && <Spacer height={after} />}
        </tbody>
      </table>
    </section>
  );
}

function HeaderCell({ column, sort, onSort }: { column: Column; sort: Sort; onSort: (sort: Sort) => void }) {
  const sorted = sort.by === column;
  const Icon = sorted ? (sort.descending ? IconArrowDown : IconArrowUp) : IconArrowsSort;
  return (
    <th scope="col" aria-sort={sorted ? (sort.descending ? "descending" : "ascending") : "none"}>
      <UnstyledButton
        className={classes.sort}
        data-sorted={sorted}
        onClick={() => onSort({ by: column, descending: sorted ? !sort.descending : column === "urgency" })}
      >
        {columnWords[column]}
        <Icon size={13} aria-hidden="true" />
      </UnstyledButton>
    </th>
  );
}

function FactsRow({ row, index, nameOf }: { row: TicketRow; index: number; nameOf: (id: string) => string }) {
  const { state } = row;
  const now = useNow(60_000);
  const student = nameOf(state.student);
  return (
    <tr aria-rowindex={index + 2} className={classes.row}>
      <td>
        <UrgencyMark urgency={state.urgency} />
      </td>
      <td>
        <Link
          to={`/tickets/${row.id}`}
          className={classes.link}
          aria-label={`${categoryWords[state.category]}, ${urgencyWords[state.urgency].toLowerCase()}, ${student}`}
        >
          {categoryWords[state.category]}
        </Link>
      </td>
      <td>
        <span className={classes.status}>
          <StatusMark status={state.status} late={lateSession(row, now) !== null} />
          {row.waiting > 0 && <WaitingMark state="waiting" short />}
        </span>
      </td>
      <td>{student}</td>
      <td data-nobody={state.assigned === null}>
        {state.assigned === null ? "Nobody" : nameOf(state.assigned)}
      </td>
      <td>
        <When at={sinceOf(row)} words={waitWords} />
      </td>
      <td>
        <When at={state.changedAt} words={relativeWords} />
      </td>
      <td>
        <RowMenu row={row} label={`Actions on the ticket of ${student}`} />
      </td>
    </tr>
  );
}

function Spacer({ height }: { height: number }) {
  return (
    <tr>
      <td colSpan={columns.length + 1} className={classes.spacer} style={{ height }} />
    </tr>
  );
}
