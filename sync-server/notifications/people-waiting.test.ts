import { afterAll, beforeAll, expect, test } from "vitest";
import { OutgoingCampus } from "./testing-campus.ts";

let campus: OutgoingCampus;
beforeAll(async () => {
  campus = await OutgoingCampus.start("2026-10-20T10:00:00Z");
});
afterAll(() => campus.close());

const minutes = 60_000;

/** Somebody signs up whom an admin has to approve. */
function signsUp(name: string): string {
  const { id } = campus.person("student", name);
  campus.db
    .prepare(`UPDATE "user" SET status = 'pending', createdAt = ? WHERE id = ?`)
    .run(new Date(campus.clock.at).toISOString(), id);
  return id;
}

async function look(afterMs: number): Promise<number> {
  await campus.pass(afterMs);
  await campus.notifications.lookForPeopleWaiting();
  await campus.settled();
  return campus.mail.received.filter(({ to }) => to === "ada@campus.example").length;
}

test("[O18] admins are mailed that new accounts wait, at most once an hour, with no name, and of each newcomer once", async () => {
  campus.reachable("admin", "ada");
  campus.reachable("counselor", "carla");
  expect(await look(0)).toBe(0);
  signsUp("zora-secretname");
  expect(await look(minutes)).toBe(1);
  signsUp("second");
  expect(await look(minutes)).toBe(1);
  await campus.restart();
  expect(await look(30 * minutes)).toBe(1);
  expect(await look(30 * minutes)).toBe(2);
  expect(await look(120 * minutes)).toBe(2);
  const third = signsUp("third");
  expect(await look(minutes)).toBe(3);
  campus.accounts.approve(third, null);
  expect(await look(120 * minutes)).toBe(3);
  const [mail] = campus.mail.received;
  expect(mail?.parsed.subject).toBe("New accounts are waiting for your approval.");
  expect(`${mail?.parsed.subject} ${mail?.parsed.text}`).not.toContain("zora");
  expect(campus.mail.received.every(({ to }) => to === "ada@campus.example")).toBe(true);
});
