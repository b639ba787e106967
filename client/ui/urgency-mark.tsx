import { Group, Text } from "@mantine/core";
import {
  IconAlertTriangleFilled,
  IconArrowDown,
  IconArrowUp,
  IconEqual,
  type TablerIcon,
} from "@tabler/icons-react";
import type { Urgency } from "../../shared/entries/codes.ts";
import { urgencyWords } from "./code-words.ts";
import classes from "./marks.module.css";

const icons: { readonly [Each in Urgency]: TablerIcon } = {
  low: IconArrowDown,
  medium: IconEqual,
  high: IconArrowUp,
  crisis: IconAlertTriangleFilled,
};

/** Urgency as word and icon, never by colour only. */
export function UrgencyMark({ urgency, size = "xs" }: { urgency: Urgency; size?: "xs" | "sm" }) {
  const Icon = icons[urgency];
  return (
    <Group component="span" gap={3} wrap="nowrap" className={classes.urgency} data-urgency={urgency}>
      <Icon size={size === "xs" ? 13 : 16} aria-hidden="true" />
      <Text span size={size} fw={urgency === "crisis" || urgency === "high" ? 600 : 500}>
        {urgencyWords[urgency]}
      </Text>
    </Group>
  );
}
