import { encodeAppend } from "../../shared/log/append.ts";
import { newClientId } from "../../shared/log/client-id.ts";
import type { DocName } from "../../shared/log/doc-name.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { type DocMessage, encodeMessage } from "../../shared/protocol/frames.ts";
import type { TestDevice } from "../../sync-server/sync/test-device.ts";
import type { Attack } from "../attack.ts";
import { takeGround } from "../ground.ts";
import type { SignedIn } from "../sign-in.ts";
import { Tries } from "../tries.ts";

export const bypassBySteps: Attack = {
  name: "writing through sync step 2",
  group: "yjs",
  promise:
    "[F15] Who may only read writes nothing: not as an update, not as the answer to a step 1, on neither socket.",
  run: async (target) => {
    const { mallory, malloryAs, own } = await takeGround(target);
    const tries = new Tries();
    const admin = target.honest.admin;
    const colleagueAs = await target.add("counselor", "Colin");
    const opened = await mallory.openTicket();
    const colleague = await target.device(colleagueAs);
    await colleague.until(() => colleague.entries(opened.request)?.length === 1, "an open request");
    const adminDevice = await target.device(admin);
    await adminDevice.until(() => adminDevice.entries(own.ticket)?.length === 2, "a ticket's facts");
    const cases: [SignedIn, TestDevice, DocName, object][] = [
      [admin, adminDevice, own.ticket, adminDevice.entry({ type: "ticket.edited", mode: "video" })],
      [admin, adminDevice, own.ticket, adminDevice.entry({ type: "ticket.claimed" })],
      [
        colleagueAs,
        colleague,
        `request/${opened.id}`,
        colleague.entry({ type: "request.edited", title: "theirs" }),
      ],
      [malloryAs, mallory, own.ticket, mallory.entry({ type: "session.started" })],
    ];
    for (const [who, device, doc, entry] of cases) {
      const seq = target.truth.seq;
      const update = encodeAppend({ client: newClientId(), clock: 0 }, device.tail(doc), [entry]);
      for (const type of ["update", "step2"] as const) {
        const before = device.messages(doc, "receipt").length;
        device.say(doc, { type, update });
        const receipt = await device.until(
          () => device.messages(doc, "receipt")[before]?.receipt,
          "a receipt",
        );
        tries.expect(receipt.status === "refused", `${type} on /sync: ${receipt.status}`);
        const socket = target.socket(`/sync/${doc}`, who);
        await socket.opened();
        const step1: DocMessage = { type: "step1", stateVector: new Uint8Array([0]) };
        socket.send(encodeMessage(step1));
        socket.send(encodeMessage({ type, update }));
        const { code } = await socket.ended();
        tries.expect(code === closeCodes.writeRefused, `${type} on /sync/${doc} ended with ${code}`);
      }
      tries.alsoExpect(target.truth.seq === seq, `something was accepted in ${doc}`);
    }
    return tries.outcome("refused as either, on either socket");
  },
};
