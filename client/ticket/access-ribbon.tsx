import { Alert, Text } from "@mantine/core";
import { IconShieldExclamation } from "@tabler/icons-react";
import type { TicketState } from "../../shared/ticket/state.ts";
import { clockTime, dateInZone, fullDate, ownZone } from "../ui/time-words.ts";
import { useServerNow } from "../ui/use-now.ts";

/** Emergency access that is open now, said to everyone who has the ticket: whoever reads in and whose words they are. */
export function AccessRibbon({
  state,
  me,
  nameOf,
}: {
  state: TicketState;
  me: string;
  nameOf: (id: string) => string;
}) {
  const now = useServerNow();
  const open = state.access.filter((access) => access.until > now);
  if (open.length === 0) return null;
  return (
    <Alert color="red" icon={<IconShieldExclamation aria-hidden="true" />} p="xs" radius="md">
      {open.map((access) => (
        <Text key={`${access.admin} ${access.at}`} size="sm" title={fullDate(access.until)}>
          {access.admin === me
            ? `Emergency access until ${dateInZone(access.until, ownZone())}. Both sides can see this.`
            : `${nameOf(access.admin)} opened emergency access at ${clockTime(access.at)} and can read this ticket until ${dateInZone(access.until, ownZone())}.`}
        </Text>
      ))}
    </Alert>
  );
}
