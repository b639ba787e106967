import { Text, Title } from "@mantine/core";
import { CrisisCard } from "./crisis-card.tsx";
import type { CrisisLine } from "./crisis-line.ts";
import classes from "./crisis-unsent.module.css";

/** A crisis that cannot be sent now never waits silently: large letters, and a line to call instead. */
export function CrisisUnsent({ lines, written }: { lines: readonly CrisisLine[]; written: boolean }) {
  return (
    <div className={classes.unsent} role="alert">
      <Title order={2} className={classes.title}>
        {written ? "This has not been sent. Nobody has read it yet." : "This cannot be sent right now."}
      </Title>
      <Text mt="xs" mb="sm">
        {written
          ? "It will be sent by itself when there is a connection. Please do not wait for that: call."
          : "There is no connection. Nobody will read it until there is one. Please do not wait for that: call."}
      </Text>
      <CrisisCard lines={lines} />
    </div>
  );
}
