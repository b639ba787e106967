import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { defaultPreferences } from "../../shared/notifications/preferences.ts";
import type { Person } from "../accounts/person.ts";
import { unseenForMs } from "./notification-jobs.ts";
import { storeSettings } from "./person-settings.ts";
import { OutgoingCampus } from "./testing-campus.ts";

const minute = 60_000;
const hour = 60 * minute;

let campus: OutgoingCampus;
let sam: Person;
let carl: Person;
let cora: Person;

beforeEach(async () => {
  campus = await OutgoingCampus.start("2026-10-20T10:00:00Z");
  sam = campus.reachable("student", "sam", "+4915112345001");
  carl = campus.reachable("counselor", "carl", "+4915112345002");
  cora = campus.reachable("counselor", "cora", "+4915112345003");
});
afterEach(async () => {
  expect(campus.errors).toEqual([]);
  expect(campus.push.refused).toEqual([]);
  await campus.close();
});

async function claimed(): Promise<string> {
  const ticket = await campus.open(sam);
  await campus.append(carl.id, "ticket", ticket, { type: "ticket.claimed" });
  return ticket;
}

async function schedule(ticket: string, startsAt: number, by = carl): Promise<void> {
  await campus.append(by.id, "ticket", ticket, {
    type: "session.scheduled",
    sessionId: randomUUID(),
    startsAt,
    minutes: 50,
    mode: "in-person",
    timeZone: "Europe/Berlin",
  });
}

describe("what people are told", () => {
  test("[O1] a ticket's life, each side told what the other did and nobody what they did themselves", async () => {
    const ticket = await claimed();
    const startsAt = campus.clock.at + 10 * 24 * hour;
    await schedule(ticket, startsAt);
    await schedule(ticket, startsAt + hour);
    await campus.append(sam.id, "chat", ticket, { type: "chat.message", body: "hello" });
    await campus.pass(unseenForMs);
    await campus.append(carl.id, "chat", ticket, {
      type: "chat.seen",
      upTo: await campus.append(sam.id, "chat", ticket, { type: "chat.message", body: "and seen" }),
    });
    await campus.append(carl.id, "ticket", ticket, { type: "ticket.assigned", to: cora.id });
    await campus.append(cora.id, "ticket", ticket, { type: "ticket.closed", resolution: "helped" });
    await campus.append(sam.id, "ticket", ticket, { type: "ticket.reopened" });
    expect(campus.told(sam).sort()).toEqual(
      ["claimed", "session-scheduled", "session-moved", "handed-over", "closed"].sort(),
    );
    expect(campus.told(carl).sort()).toEqual(["message", "new-ticket"]);
    expect(campus.told(cora).sort()).toEqual(["assigned", "new-ticket", "reopened"]);
  });

  test("[O2] a mail goes through a real server, with a push to the browser that decrypts it", async () => {
    await claimed();
    await campus.pass(unseenForMs);
    const [mail] = campus.mail.received.filter(({ to }) => to === "sam@campus.example");
    expect(mail?.parsed).toMatchObject({
      subject: "You have an update.",
      from: { name: "Alcove", address: "desk@campus.example" },
    });
    expect(mail?.parsed.text).toContain("https://desk.campus.example");
    expect(mail?.parsed.headers).toContainEqual(
      expect.objectContaining({ key: "auto-submitted", value: "auto-generated" }),
    );
    expect(campus.push.delivered.filter(({ browser }) => browser === "browser-of-sam")).toEqual([
      {
        browser: "browser-of-sam",
        text: '{"v":1,"text":"update"}',
        ttl: 86_400,
        urgency: "normal",
        topic: expect.any(String),
        subject: "mailto:desk@campus.example",
      },
    ]);
    expect(campus.left("sam", "+4915112345001").sms).toBe(0);
  });
});

describe("how much leaves", () => {
  test("[J8] at most 50 SMS leave to one person in a day, and a crisis is paged nevertheless", async () => {
    const none = { push: false, mail: false, sms: false };
    const nothing = { ...defaultPreferences, assigned: none, "handed-over": none };
    for (const { id } of [sam, cora]) storeSettings(campus.db, id, { preferences: nothing });
    const bySms = { ...nothing, assigned: { ...none, sms: true } };
    storeSettings(campus.db, carl.id, { preferences: bySms });
    const ticket = await claimed();
    const toCarl = async () => {
      await campus.append(carl.id, "ticket", ticket, { type: "ticket.assigned", to: cora.id });
      await campus.append(cora.id, "ticket", ticket, { type: "ticket.assigned", to: carl.id });
      await campus.pass(unseenForMs);
    };
    // Tried again and again, the first counts once.
    const busy = { status: 503, code: 20503, message: "Service unavailable" };
    campus.sms.answerNext(busy);
    campus.sms.answerNext(busy);
    campus.sms.answerNext(busy);
    for (let count = 0; count < 49; count++) await toCarl();
    await campus.pass(hour);
    expect(campus.left("carl", "+4915112345002").sms).toBe(49);
    for (let count = 0; count < 3; count++) await toCarl();
    await campus.pass(hour);
    expect(campus.left("carl", "+4915112345002").sms).toBe(50);
    await campus.open(sam, { urgency: "crisis" });
    expect(campus.left("carl", "+4915112345002").sms).toBe(51);
  });
});

describe("what was seen in the app", () => {
  test("[O3] nothing leaves within a minute, and nothing at all when the notice was read by then", async () => {
    const ticket = await claimed();
    await campus.pass(unseenForMs - 1_000);
    expect(campus.left("sam")).toEqual({ push: 0, mail: 0, sms: 0 });
    campus.notifications.messenger.notices.markRead(sam.id, { ticketId: ticket }, campus.clock.at);
    await campus.pass(hour);
    expect(campus.left("sam")).toEqual({ push: 0, mail: 0, sms: 0 });
  });

  test("[O3] a message that chat.seen covers is not sent; one after it is", async () => {
    const ticket = await claimed();
    campus.notifications.messenger.notices.markRead(carl.id, { upTo: campus.clock.at }, campus.clock.at);
    const first = await campus.append(sam.id, "chat", ticket, { type: "chat.message", body: "one" });
    await campus.append(carl.id, "chat", ticket, { type: "chat.seen", upTo: first });
    await campus.pass(2 * minute);
    expect(campus.left("carl").push).toBe(0);
    await campus.append(sam.id, "chat", ticket, { type: "chat.message", body: "two" });
    await campus.pass(2 * minute);
    expect(campus.left("carl")).toMatchObject({ push: 1, mail: 1 });
  });

  test("[O3] a message seen within its minute is told nowhere, and a lively conversation is one job", async () => {
    const ticket = await claimed();
    const { waiting } = await campus.desk.store.countJobs();
    for (let count = 0; count < 5; count++) {
      const upTo = await campus.append(sam.id, "chat", ticket, {
        type: "chat.message",
        body: `part ${count}`,
      });
      await campus.append(carl.id, "chat", ticket, { type: "chat.seen", upTo });
    }
    expect((await campus.desk.store.countJobs()).waiting).toBe(waiting + 1);
    await campus.pass(2 * minute);
    expect(campus.told(carl)).not.toContain("message");
  });

  test("[O3] a message written just before its conversation is looked at has its own minute too", async () => {
    const ticket = await claimed();
    const first = await campus.append(sam.id, "chat", ticket, { type: "chat.message", body: "one" });
    await campus.append(carl.id, "chat", ticket, { type: "chat.seen", upTo: first });
    await campus.pass(unseenForMs - 5_000);
    await campus.append(sam.id, "chat", ticket, { type: "chat.message", body: "two" });
    await campus.pass(6_000);
    expect(campus.told(carl)).not.toContain("message");
    await campus.pass(unseenForMs);
    expect(campus.told(carl)).toContain("message");
  });

  test("[O3] five messages in a row ring once", async () => {
    const ticket = await claimed();
    campus.notifications.messenger.notices.markRead(carl.id, { upTo: campus.clock.at }, campus.clock.at);
    for (let count = 0; count < 5; count++) {
      await campus.append(sam.id, "chat", ticket, { type: "chat.message", body: `part ${count}` });
      await campus.pass(30_000);
    }
    await campus.pass(10 * minute);
    expect(campus.left("carl")).toMatchObject({ push: 1, mail: 1 });
    await campus.pass(10 * minute);
    await campus.append(sam.id, "chat", ticket, { type: "chat.message", body: "are you there?" });
    await campus.pass(2 * minute);
    expect(campus.left("carl")).toMatchObject({ push: 2, mail: 2 });
  });
});

describe("reminders", () => {
  test("[O4] a day and an hour before, to both, by the session's instant on the other side of a clock change", async () => {
    // 10:00 in Berlin on the day after its clocks went back: 09:00 UTC, and 08:00 UTC a day before is 10:00 again.
    const startsAt = Date.parse("2026-10-26T09:00:00Z");
    const ticket = await claimed();
    await schedule(ticket, startsAt);
    const reminders = (person: Person) => campus.told(person).filter((kind) => kind === "reminder").length;
    await campus.pass(Date.parse("2026-10-25T08:59:00Z") - campus.clock.at);
    expect(reminders(sam)).toBe(0);
    await campus.pass(2 * minute);
    expect([reminders(sam), reminders(carl)]).toEqual([1, 1]);
    await campus.pass(Date.parse("2026-10-26T07:59:00Z") - campus.clock.at);
    expect(reminders(sam)).toBe(1);
    await campus.pass(5 * minute);
    expect([reminders(sam), reminders(carl), reminders(cora)]).toEqual([2, 2, 0]);
    const reminded = campus.push.delivered.filter(({ text }) => text.includes("reminder"));
    expect(reminded).toHaveLength(4);
    expect(Math.max(...reminded.map(({ ttl }) => ttl))).toBeLessThanOrEqual(3_600);
  });

  test("[O4] they move with the session, over a clock change, and none is left of the old time", async () => {
    const ticket = await claimed();
    await schedule(ticket, Date.parse("2026-10-24T08:00:00Z"));
    await schedule(ticket, Date.parse("2026-10-27T09:00:00Z"));
    await campus.pass(Date.parse("2026-10-26T08:00:00Z") - campus.clock.at);
    expect(campus.told(sam)).not.toContain("reminder");
    await campus.pass(2 * hour);
    expect(campus.told(sam).filter((kind) => kind === "reminder")).toHaveLength(1);
  });

  test("[O4] cancelled, unclaimed or closed: none; handed over: to the counselor who has it now", async () => {
    const startsAt = campus.clock.at + 48 * hour;
    const tickets = await Promise.all([0, 1, 2, 3].map(() => claimed()));
    const [cancelled = "", unclaimed = "", closed = "", handed = ""] = tickets;
    for (const ticket of tickets) await schedule(ticket, startsAt);
    const head = await campus.desk.writer.head(`ticket/${cancelled}`);
    await campus.append(carl.id, "ticket", cancelled, {
      type: "session.cancelled",
      sessionId: head?.ticket?.session?.sessionId ?? "",
      reason: "counselor",
    });
    await campus.append(carl.id, "ticket", unclaimed, { type: "ticket.unclaimed", reason: "workload" });
    await campus.append(carl.id, "ticket", closed, { type: "ticket.closed", resolution: "helped" });
    await campus.append(carl.id, "ticket", handed, { type: "ticket.assigned", to: cora.id });
    await campus.pass(47 * hour + 2 * minute);
    const reminders = (person: Person) => campus.told(person).filter((kind) => kind === "reminder").length;
    expect([reminders(sam), reminders(carl), reminders(cora)]).toEqual([2, 0, 2]);
  });

  test("[O4] a session that begins soon has only the reminders that are still to come", async () => {
    const ticket = await claimed();
    await schedule(ticket, campus.clock.at + 90 * minute);
    await campus.pass(80 * minute);
    expect(campus.told(sam).filter((kind) => kind === "reminder")).toHaveLength(1);
  });
});

describe("a crisis that nobody has", () => {
  test("[O5] calls every counselor on call again every 5 minutes until one claims it, and says then who did", async () => {
    storeSettings(campus.db, carl.id, { onCall: true });
    const dora = campus.reachable("counselor", "dora", "+4915112345004");
    storeSettings(campus.db, dora.id, { onCall: true });
    const ticket = await campus.open(sam, { urgency: "crisis" });
    expect(campus.left("carl", "+4915112345002")).toEqual({ push: 1, mail: 1, sms: 1 });
    expect(campus.left("cora", "+4915112345003")).toEqual({ push: 0, mail: 0, sms: 0 });
    await campus.pass(5 * minute);
    await campus.pass(5 * minute);
    expect(campus.left("carl", "+4915112345002")).toEqual({ push: 3, mail: 3, sms: 3 });
    await campus.append(dora.id, "ticket", ticket, { type: "ticket.claimed" });
    await campus.pass(30 * minute);
    expect(campus.left("carl", "+4915112345002")).toEqual({ push: 4, mail: 4, sms: 4 });
    expect(campus.sms.sent.filter(({ to }) => to === "+4915112345002").at(-1)?.body).toBe(
      "Alcove: The urgent request has been taken.",
    );
    expect(campus.left("dora", "+4915112345004")).toEqual({ push: 3, mail: 3, sms: 3 });
    const notices = campus.notifications.messenger.notices.of(carl.id);
    expect(notices).toContainEqual(
      expect.objectContaining({ kind: "crisis-taken", by: dora.id, ticketId: ticket }),
    );
    expect(notices.find(({ kind }) => kind === "crisis")?.readAt).not.toBeNull();
    expect(campus.told(cora)).toEqual([]);
  });

  test("[O5] with nobody on call it calls every active counselor", async () => {
    campus.accounts.suspend(cora.id, null);
    const dora = campus.reachable("counselor", "dora");
    await campus.open(sam, { urgency: "crisis" });
    expect([carl, dora, cora].map((person) => campus.told(person))).toEqual([["crisis"], ["crisis"], []]);
  });

  test("[O5] the campus sets how often; it ends when the crisis is over or the student withdraws", async () => {
    campus.db
      .prepare("INSERT INTO settings (key, value) VALUES ('notifications', ?)")
      .run(JSON.stringify({ crisisRepeatMinutes: 2 }));
    const ticket = await campus.open(sam, { urgency: "crisis" });
    await campus.pass(4 * minute);
    expect(campus.left("carl").push).toBe(3);
    await campus.append(sam.id, "ticket", ticket, { type: "ticket.closed", resolution: "withdrawn" });
    await campus.pass(20 * minute);
    expect(campus.left("carl").push).toBe(4);
    expect(campus.push.delivered.at(-1)?.text).toContain("urgent-over");
  });

  test("[O5] triaged up it calls; handed back to the queue it calls anew, and in one voice", async () => {
    const ticket = await campus.open(sam);
    await campus.append(cora.id, "ticket", ticket, { type: "ticket.triaged", urgency: "crisis" });
    expect(campus.left("carl").push).toBe(1);
    await campus.append(carl.id, "ticket", ticket, { type: "ticket.claimed" });
    await campus.append(carl.id, "ticket", ticket, { type: "ticket.unclaimed", reason: "workload" });
    const urgent = () =>
      campus.push.delivered.filter(
        ({ browser, text }) => browser === "browser-of-cora" && text.includes('"urgent"'),
      );
    const before = urgent().length;
    await campus.pass(15 * minute);
    expect(urgent()).toHaveLength(before + 3);
  });

  test("[J7] all crises of one student are one page to a counselor in each repeat interval", async () => {
    const open: string[] = [];
    for (let count = 0; count < 8; count++) open.push(await campus.open(sam, { urgency: "crisis" }));
    expect(campus.left("carl", "+4915112345002")).toEqual({ push: 1, mail: 1, sms: 1 });
    await campus.pass(5 * minute);
    expect(campus.left("carl", "+4915112345002")).toEqual({ push: 2, mail: 2, sms: 2 });
    // Withdrawn and asked anew, all of them: the calls do not begin again.
    for (const ticket of open) {
      await campus.append(sam.id, "ticket", ticket, { type: "ticket.closed", resolution: "withdrawn" });
      await campus.append(sam.id, "ticket", ticket, { type: "ticket.reopened" });
    }
    // One word that it was over, and no page.
    expect(campus.left("carl", "+4915112345002")).toEqual({ push: 3, mail: 3, sms: 3 });
    await campus.pass(5 * minute);
    expect(campus.left("carl", "+4915112345002")).toEqual({ push: 4, mail: 4, sms: 4 });
    // Another student's is heard at once.
    const kim = campus.reachable("student", "kim");
    await campus.open(kim, { urgency: "crisis" });
    expect(campus.left("carl", "+4915112345002")).toEqual({ push: 5, mail: 5, sms: 5 });
  });

  test("[O5] quiet hours do not hold it up, and the server's restart neither loses nor doubles a call", async () => {
    const quiet = { from: "00:00", to: "23:59", timeZone: "UTC" };
    storeSettings(campus.db, carl.id, { quiet });
    storeSettings(campus.db, cora.id, { quiet });
    await campus.open(sam, { urgency: "crisis" });
    expect(campus.left("carl").push).toBe(1);
    await campus.restart();
    await campus.settled();
    expect(campus.left("carl").push).toBe(1);
    await campus.pass(5 * minute);
    expect(campus.left("carl").push).toBe(2);
  });
});

describe("quiet hours", () => {
  test("[O6] what comes at night is one message in the morning, if it is still unread", async () => {
    storeSettings(campus.db, sam.id, { quiet: { from: "22:00", to: "07:00", timeZone: "Europe/Berlin" } });
    storeSettings(campus.db, carl.id, { quiet: { from: "22:00", to: "07:00", timeZone: "Europe/Berlin" } });
    const ticket = await campus.open(sam);
    await campus.pass(Date.parse("2026-10-24T21:00:00Z") - campus.clock.at);
    const before = campus.left("sam");
    await campus.append(carl.id, "ticket", ticket, { type: "ticket.claimed" });
    await campus.append(carl.id, "chat", ticket, { type: "chat.message", body: "good evening" });
    const seen = await campus.append(sam.id, "chat", ticket, { type: "chat.message", body: "good night" });
    await campus.append(carl.id, "chat", ticket, { type: "chat.seen", upTo: seen });
    // Berlin's clocks go back in this night: 07:00 there is 06:00 UTC.
    await campus.pass(Date.parse("2026-10-25T05:59:00Z") - campus.clock.at);
    expect(campus.left("sam")).toEqual(before);
    await campus.pass(2 * minute);
    expect(campus.left("sam")).toEqual({ push: before.push + 1, mail: before.mail + 1, sms: 0 });
    campus.notifications.messenger.notices.markRead(carl.id, { upTo: 0 }, campus.clock.at);
    await campus.pass(hour);
    expect(campus.left("sam")).toEqual({ push: before.push + 1, mail: before.mail + 1, sms: 0 });
  });
});

describe("services that fail", () => {
  test("[O7] a subscription that is gone is dropped, and nothing else of the person", async () => {
    campus.push.unsubscribe("browser-of-sam");
    await claimed();
    await campus.pass(unseenForMs);
    expect(campus.notifications.messenger.subscriptions.of(sam.id)).toEqual([]);
    expect(campus.left("sam").mail).toBe(1);
    expect(await campus.store.failedJobs(10)).toEqual([]);
  });

  test("[O7] a mailbox that refuses for good is on record and gets nothing more; a server that refuses us is not its fault", async () => {
    campus.mail.refuse("sam@campus.example", 550, "5.1.1 No such user");
    campus.mail.refuse("carl@campus.example", 554, "5.7.1 Relay access denied");
    const ticket = await claimed();
    await campus.append(sam.id, "chat", ticket, { type: "chat.message", body: "hello" });
    await campus.pass(unseenForMs);
    const bounces = campus.db.prepare("SELECT person, address, detail FROM mail_bounces").all();
    expect(bounces).toEqual([
      { person: sam.id, address: "sam@campus.example", detail: "the mail server answered 550 5.1.1" },
    ]);
    campus.mail.takeAgain("sam@campus.example");
    campus.mail.takeAgain("carl@campus.example");
    await campus.append(carl.id, "ticket", ticket, { type: "ticket.closed", resolution: "helped" });
    await campus.pass(30 * minute);
    expect(campus.left("sam").mail).toBe(0);
    expect(campus.left("carl").mail).toBe(1);
  });

  test("[O7] Retry-After is honoured, and a service that is away is tried again", async () => {
    campus.push.answerNext("browser-of-sam", { status: 503, headers: { "Retry-After": "600" } }, "no answer");
    await claimed();
    await campus.pass(unseenForMs + 9 * minute);
    expect(campus.left("sam").push).toBe(0);
    await campus.pass(5 * minute);
    expect(campus.left("sam").push).toBe(1);
  });

  test("[O7] what a service will never take is a job that gave up, for admins to see", async () => {
    campus.push.answerNext("browser-of-sam", { status: 400 });
    await claimed();
    await campus.pass(unseenForMs);
    const failed = await campus.store.failedJobs(10);
    expect(failed).toMatchObject([
      { kind: "notice-delivery", lastError: "push: the push service answered 400" },
    ]);
    await campus.store.runJobAgain(failed[0]?.id ?? "", campus.clock.at);
    await campus.settled();
    expect(campus.left("sam").push).toBe(1);
  });

  test("[O8] an SMS whose answer was lost is not sent twice", async () => {
    storeSettings(campus.db, carl.id, { onCall: true });
    campus.sms.answerNext("answer lost");
    await campus.open(sam, { urgency: "crisis" });
    await campus.pass(30_000);
    expect(campus.left("carl", "+4915112345002").sms).toBe(1);
    campus.sms.answerNext("no answer");
    await campus.pass(5 * minute);
    await campus.pass(30_000);
    expect(campus.left("carl", "+4915112345002").sms).toBe(2);
  });

  test("[O7] Twilio's errors: a number that takes no messages is dropped, 429 waits, 401 waits for the host", async () => {
    storeSettings(campus.db, carl.id, { onCall: true, phone: "+4915112345002" });
    campus.sms.answerNext({
      status: 429,
      code: 20429,
      message: "Too Many Requests",
      headers: { "Retry-After": "20" },
    });
    await campus.open(sam, { urgency: "crisis" });
    await campus.pass(15_000);
    expect(campus.sms.sent).toEqual([]);
    campus.sms.answerNext({ status: 401, code: 20003, message: "Authenticate" });
    await campus.pass(60_000);
    expect(campus.sms.sent).toHaveLength(1);
    campus.sms.answerNext({ status: 400, code: 21610, message: "Attempt to send to unsubscribed recipient" });
    await campus.pass(5 * minute);
    await campus.pass(5 * minute);
    expect(campus.sms.sent).toHaveLength(1);
    expect(campus.left("carl").push).toBe(3);
  });
});
