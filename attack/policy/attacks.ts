import { randomUUID } from "node:crypto";
import * as Y from "yjs";
import type { DocName } from "../../shared/log/doc-name.ts";
import type { Receipt } from "../../shared/protocol/receipt.ts";
import type { TestDevice } from "../../sync-server/sync/test-device.ts";
import type { Attack } from "../attack.ts";
import { Shifts, takeGround } from "../ground.ts";
import { type Docs, docsOf } from "../honest.ts";
import type { SignedIn } from "../sign-in.ts";
import type { Target } from "../target.ts";
import { Tries } from "../tries.ts";
import { everyForgery, type Forgery } from "./forgeries.ts";

/** Puts a forgery's envelope on, as its sender unless `change` says otherwise, and pushes it. */
async function forge(
  device: TestDevice,
  docs: Docs,
  { kind, draft }: Forgery,
  change: Record<string, unknown> = {},
): Promise<Receipt> {
  const entry = { ...draft, id: randomUUID(), by: device.person.id, at: Date.now(), ...change };
  return device.push(docs[kind], [entry]);
}

/** A ticket with a session, an own student and counselor. */
async function scheduled(target: Target): Promise<{
  studentAs: SignedIn;
  student: TestDevice;
  counselor: TestDevice;
  docs: Docs;
  sessionId: string;
}> {
  const { mallory, malloryAs, counselor, own } = await takeGround(target);
  const sessionId = randomUUID();
  const startsAt = Date.now() + 3_600_000;
  const { receipt, entry } = await counselor.write(own.ticket, {
    type: "session.scheduled",
    sessionId,
    startsAt,
    minutes: 50,
    mode: "video",
    timeZone: "Europe/Berlin",
  });
  if (receipt.status !== "accepted") throw new Error(`the session was ${receipt.status}`);
  await mallory.holds(own.ticket, entry.id);
  return { studentAs: malloryAs, student: mallory, counselor, docs: own, sessionId };
}

/** What a person of each place may do in a scheduled ticket; all else of `everyForgery` must be refused. */
const allowed: Record<"student" | "colleague" | "admin" | "stranger", readonly string[]> = {
  student: ["session.cancelled", "ticket.closed", "chat.message", "chat.seen"],
  colleague: [],
  stranger: [],
  admin: ["ticket.triaged", "ticket.unclaimed", "ticket.assigned", "ticket.closed"],
};

const forgeries: Attack = {
  name: "every entry from every wrong hand",
  group: "policy",
  promise:
    "[G10][P1] A student forges no state, a colleague and a stranger touch nothing, an admin writes no words: of every entry type only what the table gives them.",
  run: async (target) => {
    const { student, docs, sessionId } = await scheduled(target);
    const tries = new Tries();
    const heir = await target.add("counselor", "Hank");
    const hands: [keyof typeof allowed, TestDevice][] = [
      ["student", student],
      ["colleague", await target.device(await target.add("counselor", "Mallory"))],
      ["stranger", await target.device(await target.add("student", "Mallory"))],
      ["admin", await target.device(await target.add("admin", "Mallory"))],
    ];
    const before = target.truth.seq;
    for (const [hand, device] of hands) {
      for (const forgery of everyForgery(heir.person.id, sessionId)) {
        if (allowed[hand].includes(forgery.draft.type)) continue;
        const receipt = await forge(device, docs, forgery);
        tries.expect(
          ["refused", "stale"].includes(receipt.status) && (receipt.status !== "stale" || hand !== "student"),
          `${forgery.draft.type} by ${hand}: ${receipt.status}`,
        );
      }
      const words = await device.pushNotes(docs.notes, (root) => root.push([new Y.XmlText("let me in")]));
      tries.expect(words.status === "refused", `notes by ${hand}: ${words.status}`);
    }
    tries.alsoExpect(target.truth.seq === before, "something was accepted");
    return tries.outcome("all refused, nothing accepted");
  },
};

const names: Attack = {
  name: "in somebody else's name",
  group: "policy",
  promise: "[G9] Nothing is entered in the name of another person, of the server, or of nobody.",
  run: async (target) => {
    const { studentAs, student, counselor, docs, sessionId } = await scheduled(target);
    const tries = new Tries();
    const shifts = new Shifts(target, studentAs);
    const before = target.truth.seq;
    const someone = [
      counselor.person.id,
      "system",
      "",
      "x".repeat(65),
      null,
      0,
      {},
      [student.person.id],
      `${student.person.id} `,
      student.person.id.toUpperCase(),
    ];
    for (const by of someone) {
      for (const forgery of everyForgery(counselor.person.id, sessionId)) {
        const receipt = await forge(await shifts.next(), docs, forgery, { by });
        tries.expect(
          receipt.status === "refused",
          `${forgery.draft.type} by ${JSON.stringify(by)}: ${receipt.status}`,
        );
      }
    }
    tries.alsoExpect(target.truth.seq === before, "something was accepted");
    return tries.outcome("all refused");
  },
};

const clocks: Attack = {
  name: "backdated and far-dated entries",
  group: "policy",
  promise:
    "[G9] A date neither wins a race nor opens a past: the order is the server's, and what is ahead of its clock is refused.",
  run: async (target) => {
    const tries = new Tries();
    const student = await target.device(await target.add("student", "Mallory"));
    const [first, second] = [
      await target.device(await target.add("counselor", "First")),
      await target.device(await target.add("counselor", "Second")),
    ];
    const docs = docsOf((await student.openTicket()).id);
    for (const each of [first, second])
      await each.until(() => each.entries(docs.ticket)?.length === 1, "the ticket");
    const late = second.tail(docs.ticket);
    await first.write(docs.ticket, { type: "ticket.claimed" });
    await student.until(() => student.entries(docs.ticket)?.length === 2, "the claim");
    for (const at of [0, 1, Date.now() - 3_600_000]) {
      const receipt = await second.push(docs.ticket, [second.entry({ type: "ticket.claimed" }, { at })], {
        origin: late,
      });
      // Stale until it continues the tail; then refused, and the one who came first has won.
      tries.expect(receipt.status !== "accepted", `a claim of ${at} was ${receipt.status}`);
      const again = await second.push(docs.ticket, [second.entry({ type: "ticket.claimed" }, { at })], {
        origin: first.tail(docs.ticket),
      });
      tries.expect(
        again.status === "refused" && again.winner?.by === first.person.id,
        `a claim of ${at} at the tail was ${again.status}`,
      );
    }
    for (const at of [Date.now() + 180_000, 8_640_000_000_000_000, 2 ** 53, 1e300, -1, 0.5, "now"]) {
      const entry = { ...student.entry({ type: "chat.message", body: "from the future" }), at };
      const receipt = await student.push(docs.chat, [entry]);
      tries.expect(receipt.status === "refused", `a message of ${at} was ${receipt.status}`);
    }
    // Closed, and dated so that the thirty days seem over, or never over: the end is what the server holds.
    const claims = target.truth.index(docs.ticket).filter(({ type }) => type === "ticket.claimed");
    tries.alsoExpect(claims.length === 1 && claims[0]?.person === first.person.id, "the second claim won");
    return tries.outcome("the first to arrive has it; what is ahead was refused");
  },
};

const atOnce: Attack = {
  name: "one wrong among many",
  group: "policy",
  promise:
    "[G10] An update is accepted whole or not at all: an entry that is allowed carries none in that is not.",
  run: async (target) => {
    const { student, counselor, docs, sessionId } = await scheduled(target);
    const tries = new Tries();
    const before = target.truth.seq;
    const say = (device: TestDevice) => device.entry({ type: "chat.message", body: "fair" });
    const batches: [TestDevice, DocName, object[]][] = [
      [student, docs.chat, [say(student), { ...say(student), by: counselor.person.id }]],
      [
        student,
        docs.chat,
        [say(student), student.entry({ type: "session.linkFailed", sessionId, code: "x" })],
      ],
      [
        student,
        docs.chat,
        [
          ...Array.from({ length: 150 }, () => say(student)),
          student.entry({ type: "chat.redacted", message: randomUUID() }),
        ],
      ],
      [
        student,
        docs.ticket,
        [
          student.entry({ type: "session.cancelled", sessionId, reason: "student" }),
          student.entry({ type: "ticket.claimed" }),
        ],
      ],
      [
        student,
        docs.ticket,
        [
          student.entry({ type: "ticket.closed", resolution: "withdrawn" }),
          student.entry({ type: "ticket.edited", mode: "video" }),
        ],
      ],
      [
        counselor,
        docs.ticket,
        [
          counselor.entry({ type: "ticket.unclaimed", reason: "other" }),
          counselor.entry({ type: "ticket.closed", resolution: "other" }),
        ],
      ],
      [counselor, docs.ticket, [counselor.entry({ type: "ticket.assigned", to: student.person.id })]],
      [counselor, docs.ticket, [counselor.entry({ type: "ticket.assigned", to: "nobody" })]],
      [
        counselor,
        docs.chat,
        [
          counselor.entry({
            type: "session.linked",
            sessionId,
            url: "https://ok.example/",
            provider: "pasted",
          }),
          {
            ...counselor.entry({
              type: "session.linked",
              sessionId,
              url: "https://x.example/",
              provider: "pasted",
            }),
            url: "javascript:alert(1)",
          },
        ],
      ],
    ];
    for (const [device, doc, entries] of batches) {
      const receipt = await device.push(doc, entries);
      tries.expect(receipt.status === "refused", `${entries.length} entries in ${doc}: ${receipt.status}`);
    }
    for (const url of [
      "http://x.example/",
      "https:///",
      "https://x example/",
      "data:text/html,x",
      " https://x.example/",
      "https://x.example/\n",
    ]) {
      const link = {
        ...counselor.entry({
          type: "session.linked",
          sessionId,
          url: "https://x.example/",
          provider: "pasted",
        }),
        url,
      };
      const receipt = await counselor.push(docs.chat, [link]);
      tries.expect(receipt.status === "refused", `the link ${JSON.stringify(url)}: ${receipt.status}`);
    }
    tries.alsoExpect(target.truth.seq === before, "something was accepted");
    return tries.outcome("all refused as a whole");
  },
};

const refusedTooOften: Attack = {
  name: "probing until something gives",
  group: "policy",
  promise: "[F9] Who is refused too often is closed with 4429.",
  run: async (target) => {
    const { mallory, foreign } = await takeGround(target);
    const tries = new Tries();
    for (let count = 0; count < 400 && mallory.closed === null; count++) {
      mallory.say(foreign.chat, { type: "update", update: new Uint8Array([9, 9]) });
      tries.count(1);
    }
    const { code } = await mallory.ended();
    tries.alsoExpect(code === 4429, `it ended with ${code}`);
    return tries.outcome("4429");
  },
};

export const policyAttacks: readonly Attack[] = [forgeries, names, clocks, atOnce, refusedTooOften];
