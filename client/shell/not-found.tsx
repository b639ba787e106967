import { IconMapPinOff } from "@tabler/icons-react";
import { EmptyState } from "../ui/empty-state.tsx";
import { ToScreen } from "../ui/to-screen.tsx";

export function NotFound() {
  return (
    <EmptyState
      title="There is nothing at this address"
      icon={IconMapPinOff}
      actions={<ToScreen to="/">Home</ToScreen>}
    >
      The link may be old, or a letter may be missing.
    </EmptyState>
  );
}
