import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { categories, unclaimReasons } from "../../shared/entries/codes.ts";
import { noticeKinds } from "../../shared/notifications/kinds.ts";
import { defaultPreferences } from "../../shared/notifications/preferences.ts";
import { locales, textCodes, textOf, texts } from "../../shared/notifications/texts.ts";
import type { Person } from "../accounts/person.ts";
import { storeSettings } from "./person-settings.ts";
import { OutgoingCampus } from "./testing-campus.ts";

let campus: OutgoingCampus;
beforeAll(async () => {
  campus = await OutgoingCampus.start("2026-10-20T10:00:00Z");
});
afterAll(async () => {
  await campus.close();
});

test("[O9] every kind in every language has a text of the closed list, and none names anything", () => {
  for (const locale of locales) {
    expect(Object.keys(texts[locale])).toEqual([...textCodes]);
    for (const kind of noticeKinds) {
      const text = texts[locale][textOf(kind)];
      expect(text).toMatch(/^[A-Z][^{}$<>]*\.$/);
      for (const word of [...categories, "counsel", "student", "ticket", "crisis", "chat", "message"]) {
        expect(text.toLowerCase()).not.toContain(word);
      }
    }
  }
});

/** Words that no text of ours holds, so that finding one proves a leak. */
const words = fc
  .string({ unit: fc.constantFrom(..."qxzjkvw"), minLength: 7, maxLength: 20 })
  .map((text) => `${text}qz`);

test("[O9] whatever people write, nothing of it, no name and no code leaves on any channel", async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(words, { minLength: 6, maxLength: 6 }),
      fc.constantFrom(...categories),
      async (drawn, category) => {
        const [student = "", counselor = "", other = "", title = "", description = "", body = ""] = drawn;
        const all = everyChannel();
        const sam = campus.reachable("student", student, `+49151${String(1_000_000 + runs)}`);
        const carl = campus.reachable("counselor", counselor, `+49152${String(1_000_000 + runs)}`);
        const cora = campus.reachable("counselor", other, `+49153${String(1_000_000 + runs)}`);
        runs++;
        for (const person of [sam, carl, cora]) storeSettings(campus.db, person.id, { preferences: all });
        const before = {
          mail: campus.mail.received.length,
          push: campus.push.delivered.length,
          sms: campus.sms.sent.length,
        };
        const ids = await live({ sam, carl, cora, title, description, body, category });
        const mails = campus.mail.received.slice(before.mail);
        const pushes = campus.push.delivered.slice(before.push);
        const sms = campus.sms.sent.slice(before.sms);
        expect(Math.min(mails.length, pushes.length, sms.length)).toBeGreaterThan(5);
        // The address a mail goes to stands in its To line; everything else of it is ours.
        const payloads = [
          ...mails.map(({ raw, to }) => raw.replaceAll(to, "")),
          ...pushes.map(({ text, topic }) => `${text} ${topic}`),
          ...sms.map((message) => message.body),
        ];
        for (const payload of payloads) {
          for (const secret of [
            ...drawn,
            ...ids,
            sam.id,
            carl.id,
            cora.id,
            category,
            "in-person",
            "workload",
          ]) {
            expect(payload.toLowerCase()).not.toContain(secret.toLowerCase());
          }
        }
      },
    ),
    { numRuns: 4 },
  );
});

function everyChannel() {
  const all = structuredClone(defaultPreferences);
  for (const choice of Object.values(all)) Object.assign(choice, { push: true, mail: true, sms: true });
  return all;
}

/** A ticket's life through every kind of notice; the ids that stand in its logs. */
async function live(told: {
  sam: Person;
  carl: Person;
  cora: Person;
  title: string;
  description: string;
  body: string;
  category: (typeof categories)[number];
}): Promise<string[]> {
  const { sam, carl, cora, title, description, body, category } = told;
  const ticket = await campus.open(sam, { urgency: "crisis", category });
  const sessionId = randomUUID();
  const session = { sessionId, minutes: 50, mode: "in-person", timeZone: "Europe/Berlin" } as const;
  const startsAt = campus.clock.at + 2 * 86_400_000;
  const ids = [ticket, sessionId];
  const on = async (by: Person, draft: Parameters<OutgoingCampus["append"]>[3]) => {
    ids.push(await campus.append(by.id, "ticket", ticket, draft));
    await campus.pass(60_000);
  };
  ids.push(await campus.append(sam.id, "request", ticket, { type: "request.written", title, description }));
  await on(carl, { type: "ticket.claimed" });
  await on(carl, { type: "session.scheduled", ...session, startsAt });
  await on(carl, { type: "session.scheduled", ...session, startsAt: startsAt + 3_600_000 });
  ids.push(await campus.append(carl.id, "chat", ticket, { type: "chat.message", body }));
  ids.push(await campus.append(sam.id, "chat", ticket, { type: "chat.message", body }));
  await campus.pass(3 * 86_400_000);
  await on(carl, { type: "session.cancelled", sessionId, reason: "illness" });
  await on(carl, { type: "ticket.assigned", to: cora.id });
  await on(cora, { type: "ticket.triaged", urgency: "low" });
  await on(cora, { type: "ticket.unclaimed", reason: unclaimReasons[0] });
  await on(carl, { type: "ticket.claimed" });
  await on(carl, { type: "ticket.closed", resolution: "helped" });
  await on(sam, { type: "ticket.reopened" });
  return ids;
}
