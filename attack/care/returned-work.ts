import type { Draft } from "../../shared/entries/entry.ts";
import { ticketEntry } from "../../shared/entries/ticket-entries.ts";
import type { DocName } from "../../shared/log/doc-name.ts";
import { readLog } from "../../shared/log/read-log.ts";
import { foldTicket } from "../../shared/ticket/fold.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import type { TestDevice } from "../../sync-server/sync/test-device.ts";
import type { Attack } from "../attack.ts";
import { type Ground, takeGround } from "../ground.ts";
import type { Target } from "../target.ts";
import { Tries } from "../tries.ts";

/** Milliseconds in which work that came to the wrong person is open to all, on a slow and busy machine. */
const opensWithinMs = 20_000;

type Scene = { target: Target; ground: Ground; lose: () => Promise<void> };

/** How a ticket comes to somebody who may not have it; `lose` takes the right to it away. */
const ways: Record<string, (scene: Scene) => Promise<void>> = {
  "it runs": async ({ lose }) => lose(),
  "the student reopens it": async ({ ground, lose }) => {
    await written(ground.counselor, ground.own.ticket, { type: "ticket.closed", resolution: "helped" });
    await lose();
    await follows(ground);
    await written(ground.mallory, ground.own.ticket, { type: "ticket.reopened" });
  },
  "the student writes while it is completed": async ({ ground, lose }) => {
    await written(ground.counselor, ground.own.ticket, { type: "session.started" });
    await written(ground.counselor, ground.own.ticket, { type: "session.completed", attendance: "attended" });
    await lose();
    await written(ground.mallory, ground.own.chat, { type: "chat.message", body: "are you there?" });
  },
};

/** What takes the right to have a ticket away. */
const ends: Record<string, (target: Target, id: string) => Promise<unknown>> = {
  suspended: (target, id) => target.accounts((accounts) => accounts.suspend(id, target.honest.admin.person)),
  "an admin now": (target, id) =>
    target.accounts((accounts) => accounts.setRole(id, "admin", target.honest.admin.person)),
  "a student now": (target, id) =>
    target.accounts((accounts) => accounts.setRole(id, "student", target.honest.admin.person)),
};

/** Work returns to somebody who may not have it any more, by each way there is. */
export const returnedWork: Attack = {
  name: "work that returns to who may not have it",
  group: "care",
  promise:
    "[K29] Whatever brings it back, it is opened to all and told; nobody can hand it to who may not have it.",
  run: async (target) => {
    const tries = new Tries();
    const witness = await target.add("counselor", "Wanda");
    for (const [end, lose] of Object.entries(ends)) {
      for (const [way, bring] of Object.entries(ways)) {
        const ground = await takeGround(target);
        const { id } = ground.counselorAs.person;
        await bring({
          target,
          ground,
          lose: async () => {
            await lose(target, id);
            await ground.counselor.ended();
          },
        });
        const state = await opened(target, ground.own.ticket);
        tries.expect(
          state?.status === "open" && state.assigned === null,
          `${way}, ${end}: ${state?.status} with ${state?.assigned === id ? "them" : "another"}`,
        );
        const admin = await target.device(target.honest.admin);
        await admin.until(() => admin.entries(ground.own.ticket) !== null, "the ticket");
        const receipt = await admin.push(ground.own.ticket, [
          admin.entry({ type: "ticket.assigned", to: id }),
        ]);
        tries.expect(receipt.status === "refused", `${way}, ${end}: handed over again, ${receipt.status}`);
        const answer = await fetch(`${target.url}/api/notices`, { headers: witness.headers });
        tries.alsoExpect(
          (await answer.text()).includes(ground.own.id),
          `${way}, ${end}: the other counselors were not told`,
        );
        for (const device of [ground.mallory, admin]) device.cut();
      }
    }
    return tries.outcome("each was opened to all and told, and given to nobody who may not have it");
  },
};

async function written(device: TestDevice, doc: string, draft: Draft): Promise<void> {
  const { receipt } = await device.write(doc, draft);
  if (receipt.status !== "accepted") throw new Error(`${draft.type} was ${receipt.status}`);
}

/** The student's device has heard that the ticket was closed: what it appends follows that. */
async function follows({ mallory, own }: Ground): Promise<void> {
  await mallory.until(
    () => mallory.entries(own.ticket)?.some(({ type }) => type === "ticket.closed"),
    "the end of the ticket",
  );
}

/** The ticket once it is open, or as it is when the time for that is over. */
async function opened(target: Target, doc: DocName): Promise<TicketState | null> {
  const end = performance.now() + opensWithinMs;
  for (;;) {
    const state = stateOf(target, doc);
    if (state?.status === "open" || performance.now() > end) return state;
    await target.honest.talk();
  }
}

function stateOf(target: Target, doc: DocName): TicketState | null {
  let state: TicketState | null = null;
  for (const value of readLog([target.truth.content(doc)]).values)
    state = foldTicket(doc.slice("ticket/".length), state, ticketEntry.parse(value));
  return state;
}
