import { Badge } from "@mantine/core";
import type { TicketStatus } from "../../shared/entries/codes.ts";
import { statusWords } from "./code-words.ts";

type StatusMarkProps = {
  status: TicketStatus;
  /** Its session came after its own time: it is no plan. */
  late?: boolean;
};

/** A ticket's status as a quiet word in a frame. */
export function StatusMark({ status, late = false }: StatusMarkProps) {
  const ended = status === "completed" || status === "closed";
  return (
    <Badge variant="default" {...(ended ? { color: "gray" } : {})} size="sm" tt="none" fw={500} radius="sm">
      {late ? "Session time passed" : statusWords[status]}
    </Badge>
  );
}
