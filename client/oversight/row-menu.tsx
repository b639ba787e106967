import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconShieldExclamation } from "@tabler/icons-react";
import { useState } from "react";
import { mayNow } from "../replica/can.ts";
import type { TicketRow } from "../replica/schema.ts";
import { useDesk } from "../shell/desk.tsx";
import { EmergencyAccessDialog } from "../ui/emergency-access-dialog.tsx";
import { deedIcons } from "../ui/ticket-deed-icons.ts";
import { deedsAllowed, deedWordsOn, type TicketDeed } from "../ui/ticket-deeds.ts";
import { TicketDialog } from "../ui/ticket-dialog.tsx";
import { useTicketAct } from "../ui/use-ticket-act.ts";

type Asked = Exclude<TicketDeed, "claim" | "reopen"> | "emergency";

/** What may be done with one ticket of the table, by the policy. The list is made only when it is opened. */
export function RowMenu({ row, label }: { row: TicketRow; label: string }) {
  const { me } = useDesk();
  const act = useTicketAct();
  const [opened, setOpened] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const allowed = opened ? deedsAllowed((type) => mayNow(me, row, type)) : [];
  const start = (deed: TicketDeed) => {
    if (deed === "claim") void act(row.id, { type: "ticket.claimed" });
    else if (deed === "reopen") void act(row.id, { type: "ticket.reopened" });
    else setAsked(deed);
  };
  return (
    <>
      <Menu opened={opened} onChange={setOpened} position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={label}>
            <IconDots size={18} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {allowed.map((deed) => {
            const Icon = deedIcons[deed];
            return (
              <Menu.Item
                key={deed}
                leftSection={<Icon size={16} aria-hidden="true" />}
                onClick={() => start(deed)}
              >
                {deedWordsOn(deed, row.state.assigned)}
              </Menu.Item>
            );
          })}
          {opened && mayNow(me, row, "access.opened") && (
            <>
              <Menu.Divider />
              <Menu.Item
                leftSection={<IconShieldExclamation size={16} aria-hidden="true" />}
                onClick={() => setAsked("emergency")}
              >
                Emergency access…
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {asked === "emergency" && <EmergencyAccessDialog ticketId={row.id} onClose={() => setAsked(null)} />}
      {asked !== null && asked !== "emergency" && (
        <TicketDialog row={row} deed={asked} onClose={() => setAsked(null)} />
      )}
    </>
  );
}
