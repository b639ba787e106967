import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role } from "../../shared/policy/roles.ts";
import type { SignedIn, TestDesk } from "./test-desk.ts";
import { signInAt, startDesk, testPassword } from "./test-desk.ts";
import type { TestDevice } from "./test-device.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(async () => {
  expect(desk.errors).toEqual([]);
  await desk.stop();
});

type Scene = {
  sam: TestDevice;
  colleague: SignedIn;
  recovered: SignedIn;
  device: TestDevice;
  docs: string[];
};

/** A ticket with a counselor and words in it; then the account of one of the two is recovered. */
async function recovery(role: Exclude<Role, "admin">, way: "console" | "mail" | "admin"): Promise<Scene> {
  const { accounts } = desk.context;
  const [samAs, cleoAs, colleague, admin] = [
    await desk.add("student"),
    await desk.add("counselor"),
    await desk.add("counselor"),
    await desk.add("admin"),
  ];
  const [sam, cleo] = [await desk.connect(samAs), await desk.connect(cleoAs)];
  const { id, ticket, chat } = await sam.openTicket();
  await cleo.until(() => cleo.entries(ticket)?.length === 1);
  await cleo.write(ticket, { type: "ticket.claimed" });
  await sam.until(() => sam.entries(ticket)?.length === 2);
  await sam.write(chat, { type: "chat.message", body: "private words" });
  const subject = role === "student" ? sam : cleo;
  await cleo.until(() => cleo.entries(chat)?.length === 1);
  const from = subject.snapshot();
  const { person } = role === "student" ? samAs : cleoAs;
  if (way === "console") await accounts.setPassword(person.id, testPassword);
  else {
    const link = accounts.resetLink(person.id, way === "admin" ? admin.person : "mail", "http://x");
    await accounts.resetPassword({ token: link.split("=")[1] ?? "", password: testPassword });
  }
  await subject.ended();
  const recovered = await signInAt(desk.port, person);
  const device = await desk.connect(recovered, { from });
  return { sam, colleague, recovered, device, docs: [ticket, `request/${id}`, chat] };
}

test.each([
  ["counselor", "console"],
  ["counselor", "mail"],
  ["counselor", "admin"],
  ["student", "console"],
  ["student", "admin"],
] as const)(
  "[A25] a %s recovered by %s reads nothing until it is confirmed, then all again",
  async (role, way) => {
    const { device, docs, recovered, colleague } = await recovery(role, way);
    for (const doc of docs) expect(device.entries(doc)).toBeNull();
    const { accounts, desk: served } = desk.context;
    const { receipt } = await device.write(docs[2] ?? "", { type: "chat.message", body: "not yet" });
    expect(receipt.status).toBe("retry-later");
    expect((await served.writer.head(docs[0] as `ticket/${string}`))?.ticket?.assigned).not.toBeNull();

    if (role === "counselor") accounts.confirmRecovery(recovered.person.id, colleague.person);
    else accounts.confirmRecovery(recovered.person.id, null);
    await device.ended();
    const again = await desk.connect(recovered, { from: device.snapshot() });
    for (const doc of docs) await again.until(() => (again.entries(doc)?.length ?? 0) > 0);
    await again.write(docs[2] ?? "", { type: "chat.message", body: "now" });
    await again.until(() => again.entries(docs[2] ?? "")?.at(-1)?.type === "chat.message");
  },
);

test("[A25] a student who used a mailed link goes on reading their own record", async () => {
  const { device, docs } = await recovery("student", "mail");
  for (const doc of docs) expect(device.entries(doc)?.length).toBeGreaterThan(0);
});

test("[A25] it is withheld by another process within half a second, through a suspension, a role and a new start", async () => {
  const { recovered, colleague } = await recovery("counselor", "console");
  const { accounts } = desk.context;
  const { id } = recovered.person;
  const status = () => accounts.person(id)?.status;
  accounts.suspend(id, null);
  accounts.reactivate(id, null);
  expect(status()).toBe("withheld");
  accounts.setRole(id, "student", null);
  accounts.setRole(id, "counselor", null);
  expect(status()).toBe("withheld");
  accounts.rename(id, "Another Name");
  expect(accounts.person(id)).toMatchObject({ name: "Another Name", status: "withheld" });
  // The row alone says so: a process that has just started reads the same.
  expect(accounts.recoveriesFor(colleague.person).map(({ person }) => person.id)).toContain(id);
});

test("[A25] an account that had no password before is not recovered but begun", async () => {
  const { accounts } = desk.context;
  const person = await accounts.add({
    name: "New One",
    email: "new-one@c.example",
    role: "counselor",
    password: null,
  });
  const link = accounts.resetLink(person.id, null, "http://x");
  expect(
    (await accounts.resetPassword({ token: link.split("=")[1] ?? "", password: testPassword })).status,
  ).toBe("active");
});
