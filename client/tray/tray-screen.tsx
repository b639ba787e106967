import { Text, Title } from "@mantine/core";
import { IconChecks } from "@tabler/icons-react";
import { trayItems } from "../replica/reads.ts";
import { useLive } from "../replica/use-live.ts";
import { useDesk } from "../shell/desk.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { LoadingState } from "../ui/loading-state.tsx";
import { usePeople } from "../ui/use-people.ts";
import { useTitle } from "../ui/use-title.ts";
import classes from "./tray.module.css";
import { TrayItem } from "./tray-item.tsx";

/** What this person did or wrote and the server did not accept, until they have dealt with it. */
export function TrayScreen() {
  const { replica } = useDesk();
  const { nameOf } = usePeople();
  useTitle("Not accepted");
  const items = useLive(() => trayItems(replica), [replica], null);
  const here = useLive(
    async () => new Set(await replica.tickets.toCollection().primaryKeys()),
    [replica],
    new Set<string>(),
  );
  return (
    <div className={classes.screen}>
      <Title order={1} size="h2">
        Not accepted
      </Title>
      {items === null ? (
        <LoadingState label="Loading what was not accepted" />
      ) : items.length === 0 ? (
        <EmptyState title="Everything was accepted" icon={IconChecks}>
          When something you did or wrote cannot be accepted, it stands here with the reason. Nothing you
          write is lost.
        </EmptyState>
      ) : (
        <>
          <Text size="sm" c="dimmed">
            These stay on this device until you deal with them.
          </Text>
          <ul className={classes.items}>
            {items.map((row) => (
              <TrayItem key={row.id} row={row} ticketHere={here.has(row.ticketId)} nameOf={nameOf} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
