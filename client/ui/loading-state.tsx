import { Skeleton, VisuallyHidden } from "@mantine/core";
import classes from "./states.module.css";

/** Rows that stand where content comes; named, so that a screen reader hears it too. */
export function LoadingState({ label = "Loading", rows = 4 }: { label?: string; rows?: number }) {
  return (
    <div className={classes.rows} role="status">
      <VisuallyHidden>{label}</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows have no identity
        <Skeleton key={row} height={56} radius="md" aria-hidden="true" />
      ))}
    </div>
  );
}
