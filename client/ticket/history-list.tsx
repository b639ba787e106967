import { Button, Text } from "@mantine/core";
import { IconShieldExclamation } from "@tabler/icons-react";
import { useState } from "react";
import type { HistoryItem } from "../replica/schema.ts";
import { entryWords } from "../ui/entry-words.ts";
import { timeOrDate } from "../ui/time-words.ts";
import { WaitingMark } from "../ui/waiting-mark.tsx";
import { When } from "../ui/when.tsx";
import classes from "./ticket.module.css";

/** How many of the newest stand there before one asks for all. */
const shownAtFirst = 8;

/** What happened to a ticket, from its own log and in words; the newest first. */
export function HistoryList({
  items,
  nameOf,
  reasons,
}: {
  items: readonly HistoryItem[];
  nameOf: (id: string) => string;
  reasons: boolean;
}) {
  const [all, setAll] = useState(false);
  const newestFirst = [...items].reverse();
  const shown = all ? newestFirst : newestFirst.slice(0, shownAtFirst);
  return (
    <>
      <ol className={classes.history}>
        {shown.map(({ entry, state, acceptedAt }) => (
          <li key={entry.id} data-access={isWarning(entry.type)}>
            <Text size="sm">
              {isWarning(entry.type) && <IconShieldExclamation size={15} aria-hidden="true" />}{" "}
              {entryWords(entry, { nameOf, reasons, ...(acceptedAt === undefined ? {} : { acceptedAt }) })}
              <span className={classes.at}>
                <When at={entry.at} words={timeOrDate} />
              </span>
            </Text>
            {state !== "accepted" && <WaitingMark state={state} />}
          </li>
        ))}
      </ol>
      {newestFirst.length > shown.length && (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
          Show all {newestFirst.length}
        </Button>
      )}
    </>
  );
}

/** What both people should notice: somebody else may be reading. */
function isWarning(type: HistoryItem["entry"]["type"]): boolean {
  return type === "access.opened" || type === "account.recovered";
}
