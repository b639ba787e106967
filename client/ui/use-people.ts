import { useCallback, useMemo } from "react";
import { useLive } from "../replica/use-live.ts";
import { useDesk } from "../shell/desk.tsx";
import { toldApart } from "./told-apart.ts";

/** How people are named on this device: `You`, their name (with more where two have one name), or `Someone` while the name has not come yet. */
export function usePeople() {
  const { me, replica } = useDesk();
  const people = useLive(() => replica.people.toArray(), [replica], []);
  const names = useMemo(() => toldApart(people), [people]);
  const fullNameOf = useCallback(
    (id: string) => (id === me.id ? me.name : (names.get(id) ?? (id === "system" ? "Alcove" : "Someone"))),
    [names, me],
  );
  const nameOf = useCallback((id: string) => (id === me.id ? "You" : fullNameOf(id)), [fullNameOf, me]);
  return { people, nameOf, fullNameOf };
}
