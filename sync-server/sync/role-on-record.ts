import type { Person } from "../accounts/person.ts";
import type { Desk } from "./desk.ts";

/**
 * Puts the role a person is admitted with on record: what they could read at an old cursor depends on it. Whoever
 * comes for the first time is introduced to the staff that is connected.
 */
export async function recordRole({ store, writer, hub }: Desk, person: Person): Promise<void> {
  const { id, role, status } = person;
  const recorded = await store.recordedRole(id);
  if (recorded === null) {
    await store.recordFirstRole(id, role, status);
    hub.introduce(person);
    return;
  }
  if (recorded.role === role && recorded.status === status) return;
  await writer.commit(async () => [{ kind: "role", person: id, role, status }]);
}
