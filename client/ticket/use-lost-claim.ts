import { notifications } from "@mantine/notifications";
import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";

import { trayItems } from "../replica/reads.ts";
import { useLive } from "../replica/use-live.ts";
import { useDesk } from "../shell/desk.tsx";
import { refusalWords } from "../ui/refusal-words.ts";
import { clockTime } from "../ui/time-words.ts";

/** A claim on the open ticket that lost: says who has it, and goes back to the queue. */
export function useLostClaim(ticketId: string, nameOf: (id: string) => string): void {
  const { replica } = useDesk();
  const navigate = useNavigate();
  const items = useLive(() => trayItems(replica), [replica], null);
  const known = useRef<Set<string> | null>(null);

  useEffect(() => {
    if (items === null) return;
    const lost = items.filter((item) => item.ticketId === ticketId && item.entry?.type === "ticket.claimed");
    const before = known.current;
    known.current = new Set(lost.map((item) => item.id));
    // What lay in the tray when the screen opened is no news.
    const news = before === null ? undefined : lost.find((item) => !before.has(item.id));
    if (news === undefined) return;
    notifications.show({
      title: "You did not get this ticket",
      message: refusalWords(news.reason, { nameOf, timeOf: clockTime }),
      autoClose: false,
    });
    void navigate("/queue/unclaimed");
  }, [items, ticketId, nameOf, navigate]);
}
