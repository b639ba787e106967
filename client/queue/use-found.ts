import { useEffect, useState } from "react";
import type { Replica } from "../replica/database.ts";
import { ticketsFound } from "../replica/search.ts";

const none: ReadonlySet<string> = new Set();

/** The tickets whose words or messages have what is searched for; those of the search before until they are known. */
export function useFound(replica: Replica, wanted: string): ReadonlySet<string> {
  const [found, setFound] = useState(none);
  useEffect(() => {
    let gone = false;
    void ticketsFound(replica, wanted).then(
      (tickets) => gone || setFound(tickets),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [replica, wanted]);
  return wanted.trim() === "" ? none : found;
}
