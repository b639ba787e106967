import { Text, VisuallyHidden } from "@mantine/core";
import { IconClock, IconUpload } from "@tabler/icons-react";
import classes from "./marks.module.css";

/** The mark of one thing that has not reached the server: nothing that waits looks sent. */
export function WaitingMark({ state, short = false }: { state: "waiting" | "sending"; short?: boolean }) {
  const words = state === "waiting" ? "Waiting to be sent" : "Sending";
  const Icon = state === "waiting" ? IconClock : IconUpload;
  return (
    <Text span size="xs" className={classes.waiting} title={words}>
      <Icon size={13} aria-hidden="true" />
      {short ? <VisuallyHidden>{words}</VisuallyHidden> : <span>{words}</span>}
    </Text>
  );
}
