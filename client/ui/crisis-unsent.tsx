import { Text, Title } from "@mantine/core";
import { CrisisCard } from "./crisis-card.tsx";
import type { CrisisLine } from "./crisis-line.ts";
import classes from "./crisis-unsent.module.css";

const words = {
  written: {
    title: "This has not been sent. Nobody has read it yet.",
    text: "It will be sent by itself when there is a connection. Please do not wait for that: call.",
  },
  offline: {
    title: "This cannot be sent right now.",
    text: "There is no connection. Nobody will read it until there is one. Please do not wait for that: call.",
  },
  full: {
    title: "This cannot be sent right now.",
    text: "This device is full, so nothing can be sent from it. Please do not wait until it has room: call.",
  },
} as const;

/** A crisis that cannot be sent now never waits silently: large letters, and a line to call instead. */
export function CrisisUnsent({ lines, why }: { lines: readonly CrisisLine[]; why: keyof typeof words }) {
  return (
    <div className={classes.unsent} role="alert">
      <Title order={2} className={classes.title}>
        {words[why].title}
      </Title>
      <Text mt="xs" mb="sm">
        {words[why].text}
      </Text>
      <CrisisCard lines={lines} />
    </div>
  );
}
