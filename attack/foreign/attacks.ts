import { randomUUID } from "node:crypto";
import { encodeAppend } from "../../shared/log/append.ts";
import { type DocKind, docKinds, docName } from "../../shared/log/doc-name.ts";
import type { TestDevice } from "../../sync-server/sync/test-device.ts";
import type { Attack } from "../attack.ts";
import type { SignedIn } from "../sign-in.ts";
import type { Target } from "../target.ts";
import { Tries } from "../tries.ts";
import { takenBack } from "./taken-back.ts";
import { isAlike, medianRatio } from "./times.ts";

/** Tickets of somebody else, each claimed, so that nobody but their two may read more than is said of none. */
async function foreignTickets(target: Target, count: number): Promise<string[]> {
  const student = await target.device(await target.add("student", "Nadia"));
  const counselor = await target.device(await target.add("counselor", "Carl"));
  const ids: string[] = [];
  for (let made = 0; made < count; made++) {
    const { id, ticket } = await student.openTicket();
    await counselor.until(() => counselor.entries(ticket)?.length === 1, "the ticket");
    await counselor.write(ticket, { type: "ticket.claimed" });
    ids.push(id);
  }
  return ids;
}

/** Everything that can be asked of a document, and what was answered but for the names of document and push. */
async function answersOf(
  device: TestDevice,
  target: Target,
  who: SignedIn,
  kind: DocKind,
  id: string,
): Promise<string> {
  const doc = docName(kind, id);
  const told: unknown[] = [await device.answered(doc)];
  const client = 7;
  const entries: Record<DocKind, object[]> = {
    ticket: [
      device.entry({ type: "ticket.claimed" }),
      device.entry({ type: "ticket.closed", resolution: "other" }),
      ...(who.person.role === "student"
        ? []
        : [device.entry({ type: "ticket.opened", category: "other", urgency: "low", mode: "chat" })]),
    ],
    request: [device.entry({ type: "request.edited", title: "mine" })],
    chat: [
      device.entry({ type: "chat.message", body: "hello" }),
      device.entry({ type: "chat.redacted", message: randomUUID() }),
    ],
    notes: [device.entry({ type: "chat.message", body: "hello" })],
  };
  for (const entry of entries[kind]) {
    for (const origin of [null, { client: 3, clock: 9 }]) {
      for (const values of [[entry], [{ ...entry, extra: 1 }], [entry, entry]]) {
        const {
          entry: _entry,
          detail,
          ...rest
        } = await device.pushHostile(doc, encodeAppend({ client, clock: 0 }, origin, values));
        told.push(rest, detail?.replaceAll(/\d+/g, "n"));
      }
    }
  }
  for (const update of [
    new Uint8Array(),
    new Uint8Array([0, 0]),
    new Uint8Array([9, 9]),
    new Uint8Array([1, 1, 7, 3, 0, 4, 0]),
  ])
    told.push(await device.pushHostile(doc, update));
  for (const type of ["queryAwareness", "awareness"] as const) {
    device.say(
      doc,
      type === "awareness" ? { type, update: new Uint8Array([1, 9, 1, 2, 0x7b, 0x7d]) } : { type },
    );
    await device.answered(doc);
    told.push(device.messages(doc, "awareness").length);
  }
  const plain = target.socket(`/sync/${doc}`, who);
  await plain.opened();
  plain.send(new Uint8Array([0, 0, 1, 0]));
  await plain.until(() => plain.came.length >= 2, "two answers");
  plain.send(new Uint8Array([0, 2, 2, 9, 9]));
  told.push(
    await plain.ended(),
    plain.came.map((bytes) => [...bytes]),
  );
  return JSON.stringify(told);
}

const sameAnswer: Attack = {
  name: "asking for what may not exist",
  group: "foreign",
  promise:
    "[K7] A foreign document and one that does not exist are answered in the same words, whatever is asked.",
  run: async (target) => {
    const tries = new Tries();
    const [id = ""] = await foreignTickets(target, 1);
    // Every counselor has seen every ticket while it was open, and is told who was first: to them it is no secret.
    for (const role of ["student", "admin"] as const) {
      const who = await target.add(role, "Mallory");
      const device = await target.device(who);
      // An admin may read every ticket's facts, so those are no secret to them.
      for (const kind of docKinds.filter((each) => role !== "admin" || each !== "ticket")) {
        const there = await answersOf(device, target, who, kind, id);
        const nowhere = await answersOf(device, target, who, kind, randomUUID());
        tries.expect(there === nowhere, `${role}, ${kind}: ${firstDifference(there, nowhere)}`);
      }
    }
    return tries.outcome("the same words, for each kind of document, on both sockets");
  },
};

function firstDifference(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return `${a.slice(Math.max(0, at - 40), at + 60)} there, ${b.slice(Math.max(0, at - 40), at + 60)} nowhere`;
}

const sameTime: Attack = {
  name: "timing the answer",
  group: "foreign",
  promise: "[K7] The time of an answer does not tell a foreign document from one that does not exist.",
  run: async (target) => {
    const tries = new Tries();
    const ids = await foreignTickets(target, 8);
    const who = await target.add("student", "Mallory");
    const rounds = target.scale === "small" ? 150 : 1_000;
    const happened: string[] = [];
    const asks: [string, (device: TestDevice, id: string) => Promise<unknown>][] = [
      ["step 1", (device, id) => device.answered(docName("chat", id))],
      [
        "push",
        (device, id) => {
          const update = encodeAppend({ client: 5, clock: 0 }, null, [{ id: randomUUID() }]);
          return device.pushHostile(docName("chat", id), update);
        },
      ],
    ];
    for (const [what, ask] of asks) {
      const there: number[] = [];
      const nowhere: number[] = [];
      let device = await target.device(who);
      for (let round = 0; round < rounds; round++) {
        // A new socket before the server has had enough of refusals, or of reads.
        if (round % 90 === 0) device = await target.device(who);
        const timed = async (id: string) => {
          const begun = performance.now();
          await ask(device, id);
          return performance.now() - begun;
        };
        const id = ids[round % ids.length] ?? "";
        // In either order by turns, so that neither is always the second.
        if (round % 2 === 0) there.push(await timed(id));
        nowhere.push(await timed(randomUUID()));
        if (round % 2 === 1) there.push(await timed(id));
      }
      const ratio = medianRatio(there, nowhere);
      tries.count(there.length + nowhere.length);
      tries.alsoExpect(isAlike(ratio), `${what}: foreign documents take ${ratio.toFixed(2)} times as long`);
      happened.push(`${what} ${ratio.toFixed(2)}`);
    }
    return tries.outcome(`medians of foreign to missing: ${happened.join(", ")}`);
  },
};

export const foreignAttacks: readonly Attack[] = [sameAnswer, sameTime, takenBack];
