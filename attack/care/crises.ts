import { randomUUID } from "node:crypto";
import { docName } from "../../shared/log/doc-name.ts";
import { MailServer } from "../../sync-server/notifications/stand-in/mail-server.ts";
import type { Attack, Outcome } from "../attack.ts";
import { Shifts } from "../ground.ts";
import { heldTooLong, wordsOf } from "../loop-delay.ts";
import { type Scale, startTarget, type Target } from "../target.ts";
import { Tries } from "../tries.ts";

/** Crises that one student raises. */
const raised: Record<Scale, number> = { small: 300, full: 3_000, long: 3_000 };
/** Tickets of one student that may run at once [P12]. */
const mostOpen = 20;
/** Honest messages that are exchanged before, and one each so many crises. */
const honestEach = 20;
/** Milliseconds in which a page must have left, on a slow and busy machine. */
const leavesWithinMs = 20_000;

/** One student raises as many crises as they can. */
export const crises: Attack = {
  name: "3,000 crises of one student",
  group: "care",
  promise: "[K24] 20 are accepted, each counselor gets one page, and nobody waits for it.",
  run: async ({ scale, seed }) => {
    const mail = await MailServer.start();
    const own = await startTarget({
      scale,
      seed,
      env: { SMTP_URL: mail.url, MAIL_FROM: "desk@campus.example" },
    });
    try {
      return await raise(own, mail);
    } finally {
      await own.stop();
      await mail.close();
    }
  },
};

async function raise(own: Target, mail: MailServer): Promise<Outcome> {
  const tries = new Tries();
  const counselors = [own.honest.counselor.person, (await own.add("counselor", "Cora")).person];
  const student = new Shifts(own, await own.add("student", "Mallory"));
  await own.loopDelay();
  for (let round = 0; round < honestEach; round++) await own.honest.talk();
  const alone = await own.loopDelay();
  let accepted = 0;
  for (let count = 0; count < raised[own.scale]; count++) {
    const device = await student.next();
    const draft = { type: "ticket.opened", category: "stress", urgency: "crisis", mode: "chat" } as const;
    const { status } = await device.push(docName("ticket", randomUUID()), [device.entry(draft)]);
    if (status === "accepted") accepted++;
    tries.count(1);
    if (count % honestEach === 0) await own.honest.talk();
  }
  const pages = (address: string) => mail.received.filter(({ to }) => to === address).length;
  const end = performance.now() + leavesWithinMs;
  while (counselors.some(({ email }) => pages(email) === 0) && performance.now() < end)
    await own.honest.talk();
  const attacked = await own.loopDelay();
  tries.alsoExpect(accepted === mostOpen, `${accepted} crises were accepted`);
  for (const { email } of counselors)
    tries.alsoExpect(pages(email) === 1, `a counselor got ${pages(email)} pages`);
  const held = heldTooLong(alone, attacked);
  tries.alsoExpect(held === null, held ?? "");
  const broken = own.honest.isWhole(own);
  tries.alsoExpect(broken === null, broken ?? "");
  return tries.outcome(`${accepted} accepted, one page to each counselor; loop ${wordsOf(attacked)}`);
}
