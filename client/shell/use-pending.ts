import { z } from "zod";
import { useDesk } from "./desk.tsx";
import { useAsked } from "./use-asked.ts";

const pendingAnswer = z.object({ pending: z.number() });

/** How many people wait for an admin's approval, as last heard; 0 for everybody else. */
export function usePending(): number {
  const { me } = useDesk();
  return useAsked("/api/people/pending", pendingAnswer, me.role === "admin")?.pending ?? 0;
}
