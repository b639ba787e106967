import { Text, Title } from "@mantine/core";
import { IconLeaf, type TablerIcon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./states.module.css";

type EmptyStateProps = {
  title: string;
  /** What it means and what comes next, in a sentence or two. */
  children?: ReactNode;
  icon?: TablerIcon;
  /** Buttons: what a person can do from here. */
  actions?: ReactNode;
};

/** Nothing to show, said in words: a designed state and not a blank area. */
export function EmptyState({ title, children, icon: Icon = IconLeaf, actions }: EmptyStateProps) {
  return (
    <div className={classes.state}>
      <div className={classes.icon} aria-hidden="true">
        <Icon size={26} stroke={1.6} />
      </div>
      <Title order={2} size="h4">
        {title}
      </Title>
      {children !== undefined && (
        <Text component="div" c="dimmed">
          {children}
        </Text>
      )}
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
