import { decodeMessage } from "../../shared/protocol/frames.ts";
import type { Attack } from "../attack.ts";
import { takeGround } from "../ground.ts";
import { password } from "../target.ts";
import { Tries } from "../tries.ts";

const hourMs = 3_600_000;

const expired: Attack = {
  name: "emergency access that has run out",
  group: "time",
  promise:
    "[K9] Emergency access needs the password, and after 24 hours neither an open socket nor a new one reads a word more.",
  run: async (target) => {
    const tries = new Tries();
    try {
      // An hour on, so that no earlier guessing of passwords stands in the way of signing in.
      await target.setAhead(hourMs);
      const { mallory, own } = await takeGround(target);
      const adminAs = await target.add("admin", "Mallory");
      const admin = await target.device(adminAs);
      const ask = (body: object) =>
        fetch(`${target.url}/api/tickets/${own.id}/emergency-access`, {
          method: "POST",
          headers: { ...adminAs.headers, origin: target.url, "content-type": "application/json" },
          body: JSON.stringify(body),
        });
      const reason = "the student is in danger";
      for (const body of [
        {},
        { reason },
        { reason, password: "wrong horse battery" },
        { password, reason: "" },
        { password, reason, until: 9e15 },
      ]) {
        const response = await ask(body);
        tries.expect(
          response.status >= 400 && response.status < 500,
          `${JSON.stringify(body)} was answered ${response.status}`,
        );
        await response.arrayBuffer();
      }
      const until = Date.now() + 2 * hourMs;
      const forged = await admin.push(own.ticket, [
        admin.entry({ type: "access.opened", until }, { at: Date.now() }),
      ]);
      tries.expect(forged.status === "refused", `access.opened over the socket was ${forged.status}`);
      tries.alsoExpect(
        (await admin.answered(own.chat)).type === "denied",
        "the chat was read without access",
      );

      const opened = await ask({ password, reason });
      tries.alsoExpect(opened.ok, `emergency access was answered ${opened.status}`);
      await admin.until(() => (admin.entries(own.chat)?.length ?? 0) > 0, "the chat under emergency access");
      const plain = target.socket(`/sync/${own.chat}`, adminAs);
      await plain.opened();
      const write = await admin.push(own.chat, [admin.entry({ type: "chat.message", body: "I read along" })]);
      tries.expect(write.status === "refused", `a message by the admin was ${write.status}`);

      await target.setAhead(26 * hourMs);
      await mallory.write(own.chat, { type: "chat.message", body: "after the end of it" });
      await admin.until(() => !admin.base.has(own.chat), "the end of the grant");
      tries.expect((await plain.ended()).code === 4403, `the plain socket ended with ${plain.closed?.code}`);
      for (const doc of [own.request, own.chat, own.notes]) {
        tries.expect((await admin.answered(doc)).type === "denied", `${doc} was read after the end`);
        const again = target.socket(`/sync/${doc}`, adminAs);
        await again.opened();
        await again.until(() => again.came.length > 0, "an answer");
        const first = again.came[0];
        tries.expect(
          first !== undefined && decodeMessage(first).type === "denied",
          `/sync/${doc} was read after the end`,
        );
      }
      const heard = JSON.stringify(admin.came.filter((each) => "doc" in each)).includes("after the end");
      tries.alsoExpect(!heard, "the admin was sent a word after the end");
      const late = await target.device(adminAs);
      tries.expect(!late.base.has(own.chat), "a new device was given the chat");
    } finally {
      await target.setAhead(0);
    }
    return tries.outcome("refused without proof; ended on both sockets when its time was over");
  },
};

export const timeAttacks: readonly Attack[] = [expired];
