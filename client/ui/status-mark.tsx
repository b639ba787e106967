import { Badge } from "@mantine/core";
import type { TicketStatus } from "../../shared/entries/codes.ts";
import { statusWords } from "./code-words.ts";

/** A ticket's status as a quiet word in a frame. */
export function StatusMark({ status }: { status: TicketStatus }) {
  const ended = status === "completed" || status === "closed";
  return (
    <Badge variant="default" {...(ended ? { color: "gray" } : {})} size="sm" tt="none" fw={500} radius="sm">
      {statusWords[status]}
    </Badge>
  );
}
