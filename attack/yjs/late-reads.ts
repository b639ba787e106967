import type { DocName } from "../../shared/log/doc-name.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { decodeMessage } from "../../shared/protocol/frames.ts";
import type { TestDevice } from "../../sync-server/sync/test-device.ts";
import type { Attack } from "../attack.ts";
import { docsOf } from "../honest.ts";
import type { HostileSocket } from "../hostile-socket.ts";
import type { SignedIn } from "../sign-in.ts";
import type { Target } from "../target.ts";
import { Tries } from "../tries.ts";

/** Sockets of both kinds that were let in, and hold on. */
async function settle(target: Target, who: SignedIn, doc: DocName): Promise<[TestDevice, HostileSocket]> {
  const device = await target.device(who);
  const plain = target.socket(`/sync/${doc}`, who);
  await plain.opened();
  await plain.until(() => plain.came.length > 0, "the server's step 1");
  return [device, plain];
}

export const lateReads: Attack = {
  name: "reading on after the right has ended",
  group: "yjs",
  promise:
    "[F9][F11] Hand-over, another role, suspension and sign-out end what a socket that is open may read, and what it may do.",
  run: async (target) => {
    const tries = new Tries();
    const student = await target.device(await target.add("student", "Nora"));
    const heirAs = await target.add("counselor", "Hugo");

    // Hand-over: the old counselor stays connected, and is told of nothing more.
    const oldAs = await target.add("counselor", "Olga");
    const { id } = await student.openTicket();
    const docs = docsOf(id);
    const old = await target.device(oldAs);
    await old.until(() => old.entries(docs.ticket)?.length === 1, "the ticket");
    await old.write(docs.ticket, { type: "ticket.claimed" });
    await old.until(() => old.base.has(docs.chat) && old.base.has(docs.notes), "the chat");
    const [, oldPlain] = await settle(target, oldAs, docs.chat);
    const tail = old.tail(docs.chat);
    await old.push(docs.ticket, [old.entry({ type: "ticket.assigned", to: heirAs.person.id })]);
    await old.until(() => !old.base.has(docs.chat), "the chat's revocation");
    const ended = await oldPlain.ended();
    tries.expect(ended.code === closeCodes.admissionChanged, `the plain socket ended with ${ended.code}`);
    const secret = await student.write(docs.chat, { type: "chat.message", body: "for the heir alone" });
    tries.alsoExpect(secret.receipt.status === "accepted", "the student writes on");
    for (const doc of [docs.ticket, docs.request, docs.chat, docs.notes]) {
      const answer = await old.answered(doc);
      tries.expect(answer.type === "denied", `${doc} was answered with ${answer.type}`);
    }
    for (const [doc, entry] of [
      [docs.chat, old.entry({ type: "chat.message", body: "still here" })],
      [docs.ticket, old.entry({ type: "ticket.closed", resolution: "helped" })],
      [docs.ticket, old.entry({ type: "ticket.assigned", to: oldAs.person.id })],
    ] as const) {
      const receipt = await old.push(doc, [entry], { origin: tail });
      tries.expect(receipt.status === "refused", `${entry.type} after the hand-over: ${receipt.status}`);
    }
    const notes = await old.pushNotes(docs.notes, (root) => root.delete(0, root.length));
    tries.expect(notes.status === "refused", `notes after the hand-over: ${notes.status}`);
    tries.alsoExpect(
      !JSON.stringify(old.came).includes("for the heir alone"),
      "the old counselor was sent a word",
    );

    // Another role, suspension, sign-out: both sockets end, and the next ones are another person's.
    const changes: [string, number, (who: SignedIn) => Promise<unknown>][] = [
      [
        "role",
        closeCodes.admissionChanged,
        ({ person }) => target.accounts((a) => a.setRole(person.id, "student", null)),
      ],
      [
        "suspended",
        closeCodes.admissionChanged,
        ({ person }) => target.accounts((a) => a.suspend(person.id, null)),
      ],
      [
        "signed out",
        closeCodes.signedOut,
        ({ person }) => target.accounts((a) => a.endAllSignIns(person.id)),
      ],
    ];
    for (const [what, code, change] of changes) {
      const { id: openId } = await student.openTicket();
      const open = docsOf(openId);
      const who = await target.add("counselor", "Ousted");
      const [device, plain] = await settle(target, who, open.request);
      await change(who);
      tries.expect((await device.ended()).code === code, `${what}: /sync ended with ${device.closed?.code}`);
      tries.expect(
        (await plain.ended()).code === code,
        `${what}: /sync/<doc> ended with ${plain.closed?.code}`,
      );
      const again = target.socket(`/sync/${open.request}`, who);
      if (await again.opened()) {
        await again.until(() => again.came.length > 0, "an answer");
        const first = again.came[0];
        const denied = first !== undefined && decodeMessage(first).type === "denied";
        tries.expect(denied && what === "role", `${what}: came again and was answered`);
      } else
        tries.expect(
          [401, 403].includes(again.refusedWith ?? 0),
          `${what}: came again, ${again.refusedWith}`,
        );
    }
    return tries.outcome("sockets closed with 4401 or 4403; nothing read or written after");
  },
};
