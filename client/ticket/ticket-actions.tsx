import { ActionIcon, Button, Group, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import type { EntryType } from "../../shared/entries/entry.ts";
import type { TicketRow } from "../replica/schema.ts";
import { deedIcons } from "../ui/ticket-deed-icons.ts";
import { deedsAllowed, deedWordsOn, type TicketDeed } from "../ui/ticket-deeds.ts";
import { TicketDialog } from "../ui/ticket-dialog.tsx";
import { useTicketAct } from "../ui/use-ticket-act.ts";
import classes from "./ticket.module.css";

type TicketActionsProps = {
  row: TicketRow;
  own: boolean;
  may: (type: EntryType) => boolean;
  /** One button with a menu, where there is no room for a row of them. */
  compact: boolean;
};

/** What may be done with the ticket now, and nothing else. Claiming has a bar of its own. */
export function TicketActions({ row, own, may, compact }: TicketActionsProps) {
  const act = useTicketAct();
  const [asked, setAsked] = useState<Exclude<TicketDeed, "claim" | "reopen"> | null>(null);
  const allowed = deedsAllowed(may).filter((deed) => deed !== "claim");
  const wordsOf = (deed: TicketDeed) =>
    own && deed === "close" ? "Withdraw" : deedWordsOn(deed, row.state.assigned);
  const start = (deed: TicketDeed) => {
    if (deed === "reopen") void act(row.id, { type: "ticket.reopened" });
    else if (deed !== "claim") setAsked(deed);
  };
  if (allowed.length === 0) return null;
  return (
    <>
      {compact ? (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label="Actions">
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
                  {wordsOf(deed)}
                </Menu.Item>
              );
            })}
          </Menu.Dropdown>
        </Menu>
      ) : (
        <Group gap={6} wrap="nowrap" className={classes.firm} role="group" aria-label="Actions">
          {allowed.map((deed) => {
            const Icon = deedIcons[deed];
            return (
              <Button
                key={deed}
                size="xs"
                variant="default"
                leftSection={<Icon size={15} aria-hidden="true" />}
                onClick={() => start(deed)}
              >
                {wordsOf(deed)}
              </Button>
            );
          })}
        </Group>
      )}
      {asked !== null && <TicketDialog row={row} deed={asked} onClose={() => setAsked(null)} />}
    </>
  );
}
