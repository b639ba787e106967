import { Button } from "@mantine/core";
import { IconCloudOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { EmptyState } from "./empty-state.tsx";

/** For the few screens that need the network; the title says which: "People need the network". */
export function OfflineState(props: { title: string; children?: ReactNode; onRetry?: () => void }) {
  const { title, children, onRetry } = props;
  return (
    <EmptyState
      title={title}
      icon={IconCloudOff}
      actions={
        onRetry && (
          <Button variant="default" onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      {children ?? "The server cannot be reached right now. Everything else keeps working."}
    </EmptyState>
  );
}
