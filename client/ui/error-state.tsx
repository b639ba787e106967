import { Button } from "@mantine/core";
import { IconMoodPuzzled } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { EmptyState } from "./empty-state.tsx";

type ErrorStateProps = {
  title?: string;
  /** What happened and what the person can do, never only a code. */
  children: ReactNode;
  onRetry?: () => void;
};

/** Something went wrong; announced at once to screen readers. */
export function ErrorState({ title = "That did not work", children, onRetry }: ErrorStateProps) {
  return (
    <div role="alert">
      <EmptyState
        title={title}
        icon={IconMoodPuzzled}
        actions={
          onRetry && (
            <Button variant="default" onClick={onRetry}>
              Try again
            </Button>
          )
        }
      >
        {children}
      </EmptyState>
    </div>
  );
}
