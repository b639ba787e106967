import { CloseButton, NativeSelect, TextInput, Title, VisuallyHidden } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useDeferredValue, useMemo, useRef, useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { countsOfViews, ticketById, ticketsIn } from "../replica/reads.ts";
import { useLive } from "../replica/use-live.ts";
import { useConnection, useDesk } from "../shell/desk.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { LoadingState } from "../ui/loading-state.tsx";
import { useDay } from "../ui/use-now.ts";
import { usePeople } from "../ui/use-people.ts";
import { useTitle } from "../ui/use-title.ts";
import classes from "./queue.module.css";
import { QueueList } from "./queue-list.tsx";
import { matchesFilter } from "./row-words.ts";
import { useFound } from "./use-found.ts";
import { useTicketIds } from "./use-ticket-ids.ts";
import { emptyWords, type RailView, railView, views, viewWords } from "./view-words.ts";

const chatPrefix = "chat/";

/**
 * The counselor's queue: views with counts, a filter that searches on the device, and the rows.
 * @param pane true where it stands beside an open ticket: the rail is then a select, the view is `?view=`
 */
export function QueueScreen({ pane = false }: { pane?: boolean }) {
  const { me, replica } = useDesk();
  const { nameOf } = usePeople();
  const params = useParams();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const current = pane ? (params.id ?? null) : null;
  const open = useLive(
    () => (current === null ? Promise.resolve(null) : ticketById(replica, current)),
    [replica, current],
    null,
  );
  const beside = search.get("view") ?? (open?.assigned === me.id ? "mine" : undefined);
  const view = railView(pane ? beside : params.view);
  useTitle(pane ? "Ticket" : viewWords[view]);
  const [filter, setFilter] = useState("");
  const wanted = useDeferredValue(filter);
  const field = useRef<HTMLInputElement>(null);

  const day = useDay();
  const ids = useTicketIds(replica, me, view);
  const searches = wanted.trim() !== "";
  // The words of all of them are read only while somebody looks for some.
  const searched = useLive(
    () => (searches ? ticketsIn(replica, me, view) : Promise.resolve(null)),
    [replica, me, view, searches, day],
    null,
  );
  const found = useFound(replica, wanted);
  const connection = useConnection();
  // Before the first sync has ended, an empty view is not good news yet.
  const arriving = connection.state === "syncing" && connection.progress !== null;
  const counts = useLive(() => countsOfViews(replica, me), [replica, me, day], null);
  const draftRows = useLive(
    () => replica.drafts.where("key").startsWith(chatPrefix).toArray(),
    [replica],
    [],
  );
  const drafts = useMemo(
    () => new Map(draftRows.map(({ key, text }) => [key.slice(chatPrefix.length), text])),
    [draftRows],
  );
  const shown = useMemo(
    () =>
      searches && searched !== null
        ? searched
            .filter((row) => found.has(row.id) || matchesFilter(row, nameOf(row.state.student), wanted))
            .map((row) => row.id)
        : (ids ?? []),
    [ids, searches, searched, found, wanted, nameOf],
  );
  const [announced] = useDebouncedValue(searches ? foundWords(shown.length) : "", 600);

  const countOf = (each: RailView) => counts?.[each] ?? 0;
  const addressOf = (ticketId: string) => `/tickets/${ticketId}?view=${view}`;
  const show = (next: RailView) =>
    navigate(pane && current !== null ? `/tickets/${current}?view=${next}` : `/queue/${next}`);

  return (
    <div className={classes.screen} data-pane={pane}>
      {pane ? (
        <VisuallyHidden component="h2">Queue</VisuallyHidden>
      ) : (
        <Title order={1} className={classes.heading}>
          Queue
        </Title>
      )}
      <nav className={classes.rail} aria-label="Views of the queue">
        {views.map((each) => (
          <Link
            key={each}
            to={`/queue/${each}`}
            className={classes.view}
            aria-current={each === view ? "page" : undefined}
          >
            <span>{viewWords[each]}</span>
            <span className={classes.count} data-urgent={each === "crisis" && countOf(each) > 0}>
              {countOf(each)}
            </span>
          </Link>
        ))}
      </nav>
      <div className={classes.tools}>
        <NativeSelect
          aria-label="View"
          className={classes.viewSelect}
          value={view}
          onChange={(event) => show(railView(event.currentTarget.value))}
          data={views.map((each) => ({ value: each, label: `${viewWords[each]} (${countOf(each)})` }))}
        />
        <TextInput
          ref={field}
          type="search"
          className={classes.filter}
          aria-label={`Search in ${viewWords[view]}`}
          placeholder="Search requests, names, messages"
          data-search="true"
          leftSection={<IconSearch size={16} aria-hidden="true" />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
          rightSection={
            filter === "" ? null : (
              <CloseButton
                size="sm"
                aria-label="Clear the search"
                onClick={() => {
                  setFilter("");
                  field.current?.focus();
                }}
              />
            )
          }
        />
      </div>
      <VisuallyHidden role="status">{announced}</VisuallyHidden>
      <section className={classes.results} aria-label={viewWords[view]}>
        {ids === null || (ids.length === 0 && arriving) ? (
          <LoadingState label="Loading the queue" rows={8} />
        ) : ids.length === 0 ? (
          <EmptyState title={emptyWords[view].title}>{emptyWords[view].text}</EmptyState>
        ) : shown.length === 0 ? (
          <EmptyState title="Nothing found" icon={IconSearch}>
            No ticket in “{viewWords[view]}” has these words.
          </EmptyState>
        ) : (
          <QueueList
            key={view}
            replica={replica}
            ids={shown}
            label={`${viewWords[view]}, most urgent first`}
            me={me.id}
            nameOf={nameOf}
            drafts={drafts}
            current={current}
            addressOf={addressOf}
          />
        )}
      </section>
    </div>
  );
}

function foundWords(count: number): string {
  return count === 1 ? "1 ticket found" : `${count} tickets found`;
}
