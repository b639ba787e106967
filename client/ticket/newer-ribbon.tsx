import { Alert, Button, Group, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import type { TicketRow } from "../replica/schema.ts";
import { lookForUpdate, updateOffer } from "../shell/updates.ts";

/** This ticket holds something that a newer app wrote: it is kept as it is, and this app appends nothing that might rest on it. */
export function NewerRibbon({ row }: { row: TicketRow }) {
  const [looked, setLooked] = useState(false);
  if (row.newer === undefined) return null;
  const update = async () => {
    if (await lookForUpdate()) updateOffer.get()?.start();
    else setLooked(true);
  };
  return (
    <Alert color="yellow" icon={<IconRefresh aria-hidden="true" />} p="xs" radius="md">
      <Group gap="xs">
        <Text size="sm">
          {looked
            ? "Something here needs a newer version of Alcove. It is not ready yet; please try again later."
            : "Something here needs a newer version of Alcove."}
        </Text>
        <Button size="compact-sm" variant="default" onClick={() => void update()}>
          Update
        </Button>
      </Group>
    </Alert>
  );
}
