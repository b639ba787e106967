import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { act, redactMessage, sendMessage } from "../client/replica/actions.ts";
import { trayItems } from "../client/replica/reads.ts";
import { docName } from "../shared/log/doc-name.ts";
import { type SignedIn, startDesk, type TestDesk } from "../sync-server/sync/test-desk.ts";
import { RealDevice } from "./real-device.ts";

let desk: TestDesk;
let sam: SignedIn;
let cleo: SignedIn;
let carl: SignedIn;
const open: RealDevice[] = [];

beforeAll(async () => {
  desk = await startDesk();
  sam = await desk.add("student", "Sam");
  cleo = await desk.add("counselor", "Cleo");
  carl = await desk.add("counselor", "Carl");
});
afterEach(async () => {
  for (const device of open.splice(0)) await device.close();
});
afterAll(async () => {
  expect(desk.errors).toEqual([]);
  await desk.stop();
});

test.each(["on the same device", "on another device"] as const)(
  "[D33][K45] a message that was taken back offline is taken back, though the ticket was handed over %s first",
  async (where) => {
    const [student, counselor] = [await desk.connect(sam), await desk.connect(cleo)];
    const { id, ticket, chat } = await student.openTicket();
    await counselor.until(() => counselor.entries(ticket)?.length === 1);
    await counselor.write(ticket, { type: "ticket.claimed" });
    const device = new RealDevice(`cleo ${where}`, cleo);
    open.push(device);
    device.start(desk.port);
    await device.synced();
    const words = `regretted-${crypto.randomUUID()}`;
    const message = await sendMessage(device.session, id, words);
    await student.holds(chat, message);
    await device.holds(id, message);

    await device.stop();
    const redacted = await redactMessage(device.session, id, message);
    if (where === "on the same device")
      await act(device.session, id, { type: "ticket.assigned", to: carl.person.id });
    else {
      await counselor.until(() => counselor.entries(ticket)?.length === 2);
      const handOver = counselor.entry({ type: "ticket.assigned", to: carl.person.id });
      expect((await counselor.push(ticket, [handOver])).status).toBe("accepted");
    }
    device.start(desk.port);
    await student.holds(chat, redacted);
    await expect.poll(() => device.replica.outbox.count(), { timeout: 20_000 }).toBe(0);

    expect(await trayItems(device.replica)).toEqual([]);
    const heir = await desk.connect(carl);
    expect(heir.entries(chat)?.find((entry) => entry.id === message)).toMatchObject({ body: "…" });
    const kept = JSON.stringify(await device.logs(id));
    expect(kept).not.toContain(words);
    expect(await device.replica.chatMessages.where("ticketId").equals(id).count()).toBe(0);
    expect((await desk.connect(cleo)).base.has(docName("chat", id))).toBe(false);
  },
);
