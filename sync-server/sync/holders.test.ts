import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { docName } from "../../shared/log/doc-name.ts";
import { databasePath } from "../accounts/database.ts";
import { TestChat, type TestPerson } from "../attachments/test-chat.ts";

let chat: TestChat;
let admin: TestPerson;
beforeEach(async () => {
  chat = await TestChat.begin();
  admin = await chat.add("admin");
});
afterEach(async () => {
  expect(chat.errors).toEqual([]);
  await chat.end();
});

const ticketDoc = () => docName("ticket", chat.ticketId);
const ticket = async () => (await chat.context.desk.writer.head(ticketDoc()))?.ticket ?? null;
const person = (who: TestPerson) => {
  const found = chat.context.accounts.person(who.id);
  if (found === null) throw new Error("has an account");
  return found;
};

async function opensToAll(): Promise<void> {
  await vi.waitFor(async () => expect(await ticket()).toMatchObject({ status: "open", assigned: null }), {
    timeout: 10_000,
  });
}

/** Kinds of the notices that somebody has of this ticket. */
async function toldTo(who: TestPerson): Promise<string[]> {
  await chat.context.worker.idle();
  const answer = await chat.ask(who, "GET", "/api/notices");
  const { notices } = (await answer.json()) as { notices: { kind: string }[] };
  return notices.map(({ kind }) => kind);
}

const suspend = () => chat.context.accounts.suspend(chat.counselor.id, person(admin));
const close = () => chat.append(ticketDoc(), chat.counselor, { type: "ticket.closed", resolution: "helped" });
const complete = async () => {
  await chat.append(ticketDoc(), chat.counselor, { type: "session.started" });
  await chat.append(ticketDoc(), chat.counselor, { type: "session.completed", attendance: "attended" });
};

describe("[K46] work that comes to somebody who may not have it is opened to all, and told", () => {
  test("a suspension with no hand-over", async () => {
    const other = await chat.add("counselor");
    suspend();
    await opensToAll();
    expect(await toldTo(other)).toContain("new-ticket");
    expect(await chat.append(ticketDoc(), other, { type: "ticket.claimed" })).toMatchObject({
      status: "accepted",
    });
  });

  test("another role", async () => {
    chat.context.accounts.setRole(chat.counselor.id, "admin", person(admin));
    await opensToAll();
  });

  test("a ticket that the student reopens", async () => {
    await close();
    suspend();
    expect((await ticket())?.status).toBe("closed");
    await chat.append(ticketDoc(), chat.student, { type: "ticket.reopened" });
    await opensToAll();
  });

  test("what the student writes while it is completed", async () => {
    await complete();
    suspend();
    expect((await ticket())?.status).toBe("completed");
    const other = await chat.add("counselor");
    await chat.say(chat.student, []);
    await opensToAll();
    expect(await toldTo(other)).toContain("new-ticket");
  });

  test("[K41] also when the store does not take it at first", async () => {
    vi.spyOn(chat.context.desk.store, "commit").mockRejectedValueOnce(new Error("disk full"));
    suspend();
    await vi.waitFor(() => expect(chat.errors).toHaveLength(1));
    chat.errors.length = 0;
    expect((await ticket())?.status).toBe("claimed");
    await opensToAll();
  });

  test.each(["it runs", "the student reopens it", "the student writes while it is completed"])(
    "[K42] a crisis calls the counselors as a new one does: %s",
    async (way) => {
      await chat.append(ticketDoc(), admin, { type: "ticket.triaged", urgency: "crisis" });
      if (way.includes("reopens")) await close();
      if (way.includes("completed")) await complete();
      const other = await chat.add("counselor");
      suspend();
      if (way.includes("reopens")) await chat.append(ticketDoc(), chat.student, { type: "ticket.reopened" });
      if (way.includes("completed")) await chat.say(chat.student, []);
      await opensToAll();
      await vi.waitFor(async () => expect(await toldTo(other)).toContain("crisis"), { timeout: 10_000 });
    },
  );

  test("not while the counselor is an active one", async () => {
    await complete();
    await chat.say(chat.student, []);
    await chat.append(ticketDoc(), chat.student, { type: "ticket.reopened" });
    await chat.context.worker.idle();
    expect(await ticket()).toMatchObject({ status: "claimed", assigned: chat.counselor.id });
  });

  test("a hand-over in the same request gives it to the heir, and is not opened in between", async () => {
    const heir = await chat.add("counselor");
    const answer = await fetch(`${chat.url}/api/people/${chat.counselor.id}/suspend`, {
      method: "POST",
      headers: { authorization: `Bearer ${admin.token}`, "content-type": "application/json" },
      body: JSON.stringify({ handOverTo: heir.id }),
    });
    expect(await answer.json()).toMatchObject({ handedOver: 1 });
    expect(await ticket()).toMatchObject({ status: "claimed", assigned: heir.id });
    await chat.context.worker.idle();
    expect(await toldTo(heir)).not.toContain("new-ticket");
  });

  test("work that is stuck since before a start", async () => {
    await chat.stop();
    const db = new Database(databasePath(chat.dataDir));
    db.prepare("UPDATE user SET status = 'suspended' WHERE id = ?").run(chat.counselor.id);
    db.close();
    await chat.start();
    await opensToAll();
  });
});
