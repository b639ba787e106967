import * as Y from "yjs";
import { mutated } from "../../shared/log/mutated.arbitrary.ts";
import { any, joined, lengthOnly, notANumber, unending, updateOf } from "../../shared/log/wire.arbitrary.ts";
import { randomOf } from "../../shared/random.arbitrary.ts";
import type { Attack } from "../attack.ts";
import { Shifts } from "../ground.ts";
import { docsOf } from "../honest.ts";
import { Tries } from "../tries.ts";

const text = (letters: string) => joined([letters.length], new TextEncoder().encode(letters));
const word = { ref: 4, parent: "notes", content: text("x") };
const item = joined([4, 1, 5], new TextEncoder().encode("notes"), text("x"));

/** What no editor writes: each is refused, or kept from being read. */
function breaches(): [string, Uint8Array][] {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
  const clocks = (structs: (typeof word)[]) => updateOf([{ client: 501, clock: 0, structs }]);
  return [
    ["a clientID without end", joined([1, 1], unending, [0], item, [0])],
    ["a clock without end", joined([1, 1, 67], unending, item, [0])],
    ["a length that is no number", joined([1, 1, 67, 0, 0], notANumber, [0])],
    ["a delete set without end", joined([0, 1], unending, [1, 0, 0])],
    ["a delete of what is to come", updateOf([], [{ client: 11, ranges: [{ clock: 5_000, length: 9 }] }])],
    ["a struct of no length", clocks([{ ref: 8, parent: "notes", content: lengthOnly(0) }])],
    ["another root", clocks([{ ...word, parent: "log" }])],
    [
      "a key of the root",
      updateOf([{ client: 502, clock: 0, structs: [{ parent: "notes", parentSub: "k", content: any(1) }] }]),
    ],
    [
      "itself as its parent",
      updateOf([
        {
          client: 503,
          clock: 0,
          structs: [{ ref: 4, parent: { client: 503, clock: 0 }, content: text("x") }],
        },
      ]),
    ],
    [
      "two that wait for each other",
      updateOf(
        [504, 505].map((client) => ({
          client,
          clock: 0,
          structs: [{ ref: 4, origin: { client: 1_009 - client, clock: 0 }, content: text("x") }],
        })),
      ),
    ],
    [
      "bytes",
      updateOf([{ client: 506, clock: 0, structs: [{ ref: 3, parent: "notes", content: text("x") }] }]),
    ],
    [
      "a document",
      updateOf([
        {
          client: 507,
          clock: 0,
          structs: [{ ref: 9, parent: "notes", content: joined(text("g"), [118, 0]) }],
        },
      ]),
    ],
    [
      "a million clocks and one",
      updateOf([
        { client: 508, clock: 0, structs: [{ ref: 1, parent: "notes", content: lengthOnly(1_000_001) }] },
      ]),
    ],
    [
      "a value nested out of reach",
      updateOf([
        { client: 509, clock: 0, structs: [{ ref: 8, parent: "notes", content: any(deep(2_000)) }] },
      ]),
    ],
    ["a map among blocks", clocks([{ ref: 7, parent: "notes", content: lengthOnly(1) }])],
    ["an unknown element", clocks([{ ref: 7, parent: "notes", content: joined([3], text("iframe")) }])],
    ["an embed", clocks([{ ref: 5, parent: "notes", content: text('{"image":"x"}') }])],
    [
      "an unknown mark",
      clocks([{ ref: 6, parent: "notes", content: joined(text("link"), text('{"href":"x"}')) }]),
    ],
    ["a gap", updateOf([{ client: 510, clock: 4, structs: [word] }])],
    [
      "an origin nobody has seen",
      updateOf([{ client: 511, clock: 0, structs: [{ ...word, origin: { client: 9, clock: 0 } }] }]),
    ],
    [
      "one clientID in two pieces",
      updateOf([
        { client: 513, clock: 0, structs: [word] },
        { client: 512, clock: 0, structs: [word] },
        { client: 513, clock: 0, structs: [word] },
      ]),
    ],
  ];
}

export const hostileNotes: Attack = {
  name: "notes that only break for the next reader",
  group: "yjs",
  promise:
    "[K8] [K31] A hostile counselor leaves no notes behind that the next one's device, or the server, cannot read.",
  run: async (target) => {
    const tries = new Tries();
    const student = await target.device(await target.add("student", "Nina"));
    const malloryAs = await target.add("counselor", "Mallory");
    const heir = await target.device(await target.add("counselor", "Hedy"));
    const { id } = await student.openTicket();
    const { ticket, notes } = docsOf(id);
    const first = await target.device(malloryAs);
    await first.until(() => first.entries(ticket)?.length === 1, "the ticket");
    await first.write(ticket, { type: "ticket.claimed" });
    await first.until(() => first.base.has(notes), "the notes");
    const typed = await first.pushNotes(notes, (root) => root.push([new Y.XmlText("words that stay")]), 11);
    tries.alsoExpect(typed.status === "accepted", `honest notes were ${typed.status}`);

    const shifts = new Shifts(target, malloryAs);
    for (const [what, update] of breaches()) {
      const receipt = await (await shifts.next()).pushHostile(notes, update);
      tries.expect(receipt.status === "refused", `${what}: ${receipt.status}`);
    }
    const random = randomOf(target.seed);
    const rounds = target.scale === "small" ? 60 : target.scale === "full" ? 500 : 5_000;
    for (let count = 0; count < rounds; count++) {
      const mallory = await shifts.next();
      const copy = new Y.Doc();
      Y.applyUpdate(copy, target.truth.content(notes));
      copy.clientID = 600 + random.below(50);
      const before = Y.encodeStateVector(copy);
      copy.getXmlFragment("notes").insert(0, [new Y.XmlText(`w${count}`)]);
      const honest = Y.encodeStateAsUpdate(copy, before);
      const receipt = await mallory.pushHostile(
        notes,
        mutated(honest, random, () => honest),
      );
      tries.expect(receipt.status !== "retry-later", "the server could not store a mutated change");
    }
    const last = await target.device(malloryAs);
    const handed = await last.push(ticket, [last.entry({ type: "ticket.assigned", to: heir.person.id })]);
    tries.alsoExpect(handed.status === "accepted", `the hand-over was ${handed.status}`);
    await heir.until(
      () => heir.base.has(notes) && heir.doc(notes).getXmlFragment("notes").length > 0,
      "the notes",
    );
    const mine = await heir.pushNotes(
      notes,
      (root) => root.insert(0, [new Y.XmlText("the heir writes on")]),
      12,
    );
    tries.alsoExpect(mine.status === "accepted", `the heir's change was ${mine.status}`);
    const late = await target.device(await target.signIn({ ...malloryAs, person: heir.person }));
    const merged = new Y.Doc();
    Y.applyUpdate(merged, target.truth.content(notes));
    for (const doc of [late.doc(notes), merged]) {
      const words = doc.getXmlFragment("notes").toString();
      tries.alsoExpect(words.includes("the heir writes on"), "what the heir wrote is not there");
      tries.alsoExpect(doc.store.pendingStructs === null && doc.store.pendingDs === null, "something waits");
    }
    const [a, b] = [late.doc(notes), merged].map((doc) => doc.getXmlFragment("notes").toString());
    tries.alsoExpect(a === b, "the heir's device and the server read different notes");
    return tries.outcome("refused, or read alike by all; the heir writes on");
  },
};
