import { Button, Text, Title } from "@mantine/core";
import { IconFilterOff } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { ticketsIn } from "../replica/reads.ts";
import { useLive } from "../replica/use-live.ts";
import { useConnection, useDesk } from "../shell/desk.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { LoadingState } from "../ui/loading-state.tsx";
import { usePeople } from "../ui/use-people.ts";
import { useTitle } from "../ui/use-title.ts";
import { isRunning, loadOf, matches, noFilters, type Sort, sorted } from "./facts.ts";
import { FactsTable } from "./facts-table.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { LoadList } from "./load-list.tsx";
import classes from "./oversight.module.css";

/** Every ticket by its facts, for those who run the service: who has it, since when, how urgent. Never its words. */
export function OversightScreen() {
  const { me, replica } = useDesk();
  const { people, fullNameOf } = usePeople();
  const rows = useLive(() => ticketsIn(replica, me, "all"), [replica, me], null);
  useTitle("Oversight");
  const connection = useConnection();
  const [filters, setFilters] = useState(noFilters);
  const [sort, setSort] = useState<Sort>({ by: "urgency", descending: true });

  const counselors = useMemo(
    () =>
      people
        .filter((person) => person.role === "counselor")
        .map((person) => ({ ...person, name: fullNameOf(person.id) }))
        .sort((a, b) => a.name.localeCompare(b.name)),
    [people, fullNameOf],
  );
  const load = useMemo(() => loadOf(rows ?? [], counselors), [rows, counselors]);
  const shown = useMemo(
    () =>
      sorted(
        (rows ?? []).filter((row) => matches(row, filters)),
        sort,
        fullNameOf,
      ),
    [rows, filters, sort, fullNameOf],
  );

  // Before the first sync has ended, an empty table says nothing.
  const arriving = connection.state === "syncing" && connection.progress !== null;
  if (rows === null || (rows.length === 0 && arriving))
    return <LoadingState label="Loading the tickets" rows={8} />;
  const running = rows.filter(isRunning);
  const waiting = running.filter((row) => row.state.status === "open").length;

  return (
    <div className={classes.screen}>
      <div>
        <Title order={1} size="h2">
          Oversight
        </Title>
        <Text size="sm" c="dimmed">
          {running.length} running, {waiting} with nobody. Facts only: what people write is not here.
        </Text>
      </div>
      {load.length > 0 && (
        <LoadList
          load={load}
          chosen={filters.assigned}
          onChoose={(assigned) => setFilters({ ...filters, assigned })}
        />
      )}
      <FilterBar filters={filters} counselors={counselors} onChange={setFilters} />
      {shown.length === 0 ? (
        <div className={classes.scroller}>
          {rows.length === 0 ? (
            <EmptyState title="No tickets yet">When a student asks for help, it stands here.</EmptyState>
          ) : (
            <EmptyState
              title="No ticket fits"
              icon={IconFilterOff}
              actions={
                <Button variant="default" onClick={() => setFilters({ ...noFilters, status: "all" })}>
                  Show all tickets
                </Button>
              }
            >
              Nothing here has these facts.
            </EmptyState>
          )}
        </div>
      ) : (
        <FactsTable rows={shown} sort={sort} onSort={setSort} nameOf={fullNameOf} />
      )}
      <Text size="xs" c="dimmed" role="status">
        {shown.length === 1 ? "1 ticket" : `${shown.length.toLocaleString()} tickets`}
      </Text>
    </div>
  );
}
