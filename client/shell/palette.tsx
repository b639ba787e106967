import { Spotlight } from "@mantine/spotlight";
import { IconSearch, IconTicket } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { holdsAll } from "../../shared/text/comparable.ts";
import { categoryWords, statusWords } from "../ui/code-words.ts";
import { usePeople } from "../ui/use-people.ts";
import { useDesk } from "./desk.tsx";
import { placesOf } from "./navigation.ts";
import { type FoundTicket, searchTickets } from "./search-tickets.ts";

/** Ctrl/Cmd-K: go anywhere, and find a ticket by its words, on the device, as you type. */
export function Palette() {
  const { me, replica } = useDesk();
  const { nameOf } = usePeople();
  const navigate = useNavigate();
  const [query, setQuery] = useState("");
  const wanted = query.trim();
  const [found, setFound] = useState<FoundTicket[]>([]);
  useEffect(() => {
    let gone = false;
    void searchTickets(replica, wanted).then(
      (tickets) => gone || setFound(tickets),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [replica, wanted]);
  const places = placesOf(me.role).filter(({ label, words }) => holdsAll(`${label} ${words}`, wanted));

  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut="mod + K"
      scrollable
      maxHeight={420}
      lockScroll={false}
      attributes={{ content: { "aria-label": "Search and go to" } }}
    >
      <Spotlight.Search
        placeholder="Go to, or find a ticket"
        aria-label="Go to, or find a ticket"
        leftSection={<IconSearch size={20} aria-hidden="true" />}
      />
      <Spotlight.ActionsList>
        {places.map(({ to, label, icon: Icon }) => (
          <Spotlight.Action
            key={to}
            label={label}
            leftSection={<Icon size={20} aria-hidden="true" />}
            onClick={() => navigate(to)}
          />
        ))}
        {found.map(({ row, snippet, where }) => (
          <Spotlight.Action
            key={row.id}
            dir="auto"
            label={row.title ?? categoryWords[row.state.category]}
            description={
              where === "message"
                ? snippet
                : `${nameOf(row.student)} · ${categoryWords[row.state.category]} · ${statusWords[row.status]}`
            }
            leftSection={<IconTicket size={20} aria-hidden="true" />}
            onClick={() => navigate(`/tickets/${row.id}`)}
          />
        ))}
        {places.length + found.length === 0 && (
          <Spotlight.Empty>Nothing found on this device</Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
