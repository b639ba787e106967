import { afterAll, beforeAll, expect, test } from "vitest";
import { type Entry, parseEntry } from "../../shared/entries/entry.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { readLog } from "../../shared/log/read-log.ts";
import { OutgoingCampus } from "./testing-campus.ts";

let campus: OutgoingCampus;
beforeAll(async () => {
  campus = await OutgoingCampus.start("2026-10-20T10:00:00Z");
});
afterAll(() => campus.close());

const secret = "a brand new secret";

async function history(ticket: string): Promise<Entry[]> {
  const { values } = readLog([await campus.store.content(docName("ticket", ticket))]);
  return values.flatMap((value) => {
    const parsed = parseEntry("ticket", value);
    return parsed.ok ? [parsed.entry] : [];
  });
}

async function told(): Promise<void> {
  await campus.notifications.lookForRecoveries();
  await campus.settled();
}

const mailsTo = (name: string) =>
  campus.mail.received.filter(({ to }) => to === `${name}@campus.example`).map(({ parsed }) => parsed);

test("[A22] a forgotten password mails its owner a link that works once, and asking again soon mails no second", async () => {
  const person = campus.reachable("counselor", "carla");
  await campus.notifications.accountMail.send(person.id, "reset-password");
  await campus.notifications.accountMail.send(person.id, "reset-password");
  await campus.settled();
  const [mail, another] = mailsTo("carla");
  expect([mail?.subject, another]).toEqual(["Set a new password.", undefined]);
  const token = /https:\/\/desk\.campus\.example\/reset-password#token=([\w-]{43})/.exec(
    mail?.text ?? "",
  )?.[1];
  expect(JSON.stringify(campus.db.prepare("SELECT payload FROM jobs").all())).not.toContain(token);
  expect((await campus.accounts.resetPassword({ token: token ?? "", password: secret })).id).toBe(person.id);
  await expect(campus.accounts.resetPassword({ token: token ?? "", password: secret })).rejects.toThrow(
    /used/,
  );
});

test("[A22] the owner of an address that somebody signed up with is mailed no link to click away", async () => {
  const person = campus.reachable("student", "tried");
  await campus.notifications.accountMail.send(person.id, "sign-up-tried");
  await campus.settled();
  const [mail] = mailsTo("tried");
  expect(mail?.subject).toBe("Somebody tried to create an account with your address.");
  expect(mail?.text).not.toContain("token");
});

test.each(["link", "console"])(
  "[A24] an account recovered by %s is told to its owner, and stands in each of its tickets, once",
  async (way) => {
    const phone = way === "link" ? "+491511000001" : "+491511000002";
    const sam = campus.reachable("student", `sam-${way}`, phone);
    const cleo = campus.person("counselor", `cleo-${way}`);
    const other = campus.person("student", `other-${way}`);
    const [mine, theirs] = [await campus.open(sam), await campus.open(other)];
    await campus.append(cleo.id, "ticket", mine, { type: "ticket.claimed" });
    await campus.append(cleo.id, "ticket", theirs, { type: "ticket.claimed" });
    await campus.append(cleo.id, "ticket", theirs, { type: "ticket.closed", resolution: "helped" });
    if (way === "console") await campus.accounts.setPassword(sam.id, secret);
    else {
      const token = campus.accounts.resetLink(sam.id, null, "").split("=")[1] ?? "";
      await campus.accounts.resetPassword({ token, password: secret });
    }
    await told();
    await told();
    await campus.restart();
    await told();
    const recovered = (await history(mine)).filter(({ type }) => type === "account.recovered");
    expect(recovered).toEqual([expect.objectContaining({ by: "system", person: sam.id })]);
    expect((await history(theirs)).map(({ type }) => type)).not.toContain("account.recovered");
    expect(mailsTo(`sam-${way}`).filter(({ subject }) => subject?.startsWith("A new password"))).toHaveLength(
      1,
    );
    expect(campus.sms.sent.filter(({ to }) => to === phone)).toHaveLength(1);

    await campus.accounts.setPassword(cleo.id, secret);
    await told();
    for (const ticket of [mine, theirs])
      expect((await history(ticket)).at(-1)).toMatchObject({ type: "account.recovered", person: cleo.id });
  },
);

test("[A25] the owner is told that reading waits for a confirmation, and when it was given", async () => {
  const cleo = campus.reachable("counselor", "cleo-told");
  const colleague = campus.person("counselor", "colleague-told");
  await campus.accounts.setPassword(cleo.id, secret);
  await campus.accounts.setPassword(cleo.id, secret);
  await told();
  campus.accounts.confirmRecovery(cleo.id, colleague);
  await told();
  const [begun, withheld, confirmed] = mailsTo("cleo-told");
  expect(begun?.subject).toBe("A new password was set for your account.");
  expect(withheld?.text).toContain("until somebody confirms");
  expect(confirmed?.subject).toBe("Your new password was confirmed. Your account works as before.");
});
