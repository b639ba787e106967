import * as Y from "yjs";
import type { Attack } from "../attack.ts";
import { docsOf } from "../honest.ts";
import type { Target } from "../target.ts";
import { Tries } from "../tries.ts";

/** Letters of the notes, each an update of its own. */
const letters = { small: 2_000, full: 20_000, long: 100_000 } as const;
/** Updates on their way at once: fewer than a socket may have without a verdict. */
const atOnce = 50;
/** Words of honest people that are timed, without the attack and with it. */
const words = 12;
/** Milliseconds an honest word may take longer than without the attack; unbounded the loop was held for 21 s. */
const mayWait = 1_000;

export const letterByLetter: Attack = {
  name: "notes typed letter by letter, then read whole",
  group: "yjs",
  promise:
    "[K30] However many changes notes were written in, whoever writes and reads them keeps nobody waiting: they are joined as they grow, and read beside the event loop.",
  run: async (target) => {
    const tries = new Tries();
    const student = await target.device(await target.add("student", "Lena"));
    const mallory = await target.device(await target.add("counselor", "Mallory"));
    const { id } = await student.openTicket();
    const { ticket, notes } = docsOf(id);
    await mallory.until(() => mallory.entries(ticket)?.length === 1, "the ticket");
    await mallory.write(ticket, { type: "ticket.claimed" });
    await mallory.until(() => mallory.base.has(notes), "the notes");
    const typed = typedLetters(letters[target.scale]);

    const without = await slowestWord(target, async () => undefined);
    const during = await slowestWord(target, async () => {
      for (let at = 0; at < typed.updates.length; at += atOnce) {
        const some = typed.updates.slice(at, at + atOnce);
        mallory.send(
          ...some.map(
            (update) => ({ channel: "doc", doc: notes, message: { type: "update", update } }) as const,
          ),
        );
        const reached = at + some.length;
        await mallory.until(
          () => Y.getState(mallory.doc(notes).store, typed.client) >= reached || null,
          "what was typed",
        );
        tries.count(some.length);
      }
      for (let asked = 0; asked < 3; asked++) {
        const answer = await mallory.answered(notes);
        const copy = new Y.Doc();
        if (answer.type === "step2") Y.applyUpdate(copy, answer.update);
        tries.alsoExpect(
          Y.getState(copy.store, typed.client) === typed.updates.length,
          "the answer lacks letters",
        );
      }
    });
    const rows = target.truth.rowsOf(notes);
    tries.alsoExpect(rows < 300, `${rows} rows are left of ${typed.updates.length}`);
    tries.alsoExpect(
      during - without < mayWait,
      `an honest word took ${Math.round(during)} ms, ${Math.round(without)} without`,
    );
    return tries.outcome(
      `${rows} rows left; an honest word took ${Math.round(during)} ms at most, ${Math.round(without)} without`,
    );
  },
};

/** Each letter as an update, all of one clientID. */
function typedLetters(count: number): { client: number; updates: Uint8Array[] } {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on("update", (update: Uint8Array) => updates.push(update));
  const line = new Y.XmlText();
  doc.getXmlFragment("notes").insert(0, [line]);
  while (updates.length < count) line.insert(line.length, "x");
  return { client: doc.clientID, updates };
}

/** Does something while honest people talk. @returns ms of their slowest word */
async function slowestWord({ honest }: Target, meanwhile: () => Promise<void>): Promise<number> {
  let over = false;
  const done = meanwhile().finally(() => {
    over = true;
  });
  let slowest = 0;
  for (let said = 0; said < words || !over; said++) {
    slowest = Math.max(slowest, await honest.talk());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await done;
  return slowest;
}
