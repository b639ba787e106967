import type { Person } from "../accounts/person.ts";
import type { Desk } from "./desk.ts";

/** Puts the role a person is admitted with on record: what they could read at an old cursor depends on it. */
export async function recordRole({ store, writer }: Desk, { id, role, status }: Person): Promise<void> {
  const recorded = await store.recordedRole(id);
  if (recorded === null) return store.recordFirstRole(id, role, status);
  if (recorded.role === role && recorded.status === status) return;
  await writer.commit(async () => [{ kind: "role", person: id, role, status }]);
}
