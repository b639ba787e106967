import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { docName } from "../../shared/log/doc-name.ts";
import { TestChat, type TestPerson } from "../attachments/test-chat.ts";

const minute = 60_000;
let chat: TestChat;
beforeEach(async () => {
  chat = await TestChat.begin();
});
afterEach(async () => {
  expect(chat.errors).toEqual([]);
  await chat.end();
});

async function planned(ticketId: string, by: TestPerson, startsAt: number): Promise<void> {
  await chat.append(docName("ticket", ticketId), by, {
    type: "session.scheduled",
    sessionId: randomUUID(),
    startsAt,
    minutes: 50,
    mode: "video",
    timeZone: "UTC",
  });
}

test("[P20] who hands a ticket over hears whether its session meets one of the heir, and nothing more", async () => {
  const heir = await chat.add("counselor");
  const admin = await chat.add("admin");
  const startsAt = Date.now() + 86_400_000;
  const target = `/api/tickets/${chat.ticketId}/conflict/${heir.id}`;
  const told = async (who: TestPerson) => (await chat.ask(who, "GET", target)).json();
  await planned(chat.ticketId, chat.counselor, startsAt);
  expect(await told(chat.counselor)).toEqual({ conflict: false });

  const other = randomUUID();
  const opened = { type: "ticket.opened", category: "other", urgency: "low", mode: "video" } as const;
  await chat.append(docName("ticket", other), chat.student, opened);
  await chat.append(docName("ticket", other), heir, { type: "ticket.claimed" });
  await planned(other, heir, startsAt + 50 * minute);
  expect(await told(chat.counselor)).toEqual({ conflict: false });
  await planned(other, heir, startsAt + 49 * minute);
  expect(await told(chat.counselor)).toEqual({ conflict: true });
  expect(await told(admin)).toEqual({ conflict: true });

  for (const stranger of [heir, chat.student]) {
    expect((await chat.ask(stranger, "GET", target)).status).toBe(404);
  }
  const elsewhere = target.replace(chat.ticketId, randomUUID());
  expect((await chat.ask(chat.counselor, "GET", elsewhere)).status).toBe(404);
});
