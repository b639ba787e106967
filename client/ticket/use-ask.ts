import { useCallback } from "react";
import { useSearchParams } from "react-router";

/** What the schedule dialogs answer to; they stand beside this screen and hear it through the address. */
export type Asked = "schedule" | "complete" | "cancel-session" | "paste-link";

/** Opens a dialog of the ticket by its name in the address, so that "back" closes it. */
export function useAsk(): (asked: Asked) => void {
  const [, setSearch] = useSearchParams();
  return useCallback(
    (asked) =>
      setSearch((before) => {
        const next = new URLSearchParams(before);
        next.set("do", asked);
        return next;
      }),
    [setSearch],
  );
}
