import type { Target } from "../target.ts";
import type { PairSettings } from "./pair-messages.ts";
import { bearer, type Seat, seat } from "./seats.ts";
import type { Writer } from "./wire.ts";

/** Messages a second of each of the honest two. */
const perSecond = 25;
/** Pushes of filler in a hostile student's chat, and entries and characters of each: a chat of some 600 kB. */
const filler = { pushes: 3, entries: 200, characters: 1_000 } as const;

/** A student and the counselor who has claimed their ticket, with a conversation that nothing else happens in. */
export async function honestPair(target: Target): Promise<PairSettings> {
  const [student] = seat(target.dataDir, "student", 1);
  const [counselor] = seat(target.dataDir, "counselor", 1);
  if (student === undefined || counselor === undefined) throw new Error("there are no seats");
  const [own, theirs] = [await deviceOf(target, student), await deviceOf(target, counselor)];
  const { ticket, chat } = await own.openTicket();
  await theirs.until(() => theirs.entries(ticket)?.length === 1, "the ticket");
  await theirs.write(ticket, { type: "ticket.claimed" });
  const tail = own.tail(chat);
  if (tail === null) throw new Error("the chat is empty");
  for (const device of [own, theirs]) device.cut();
  return {
    port: target.port,
    student: { token: student.token, personId: student.person.id },
    counselor: { token: counselor.token, personId: counselor.person.id },
    chat,
    tail,
    perSecond,
  };
}

/** Hostile students, each with a ticket and a chat of their own; `fat`: one that is long already. */
export async function hostileStudents(target: Target, count: number, fat: boolean): Promise<Writer[]> {
  const writers: Writer[] = [];
  for (const each of seat(target.dataDir, "student", count)) {
    const device = await deviceOf(target, each);
    const { chat } = await device.openTicket();
    for (let push = 0; fat && push < filler.pushes; push++) {
      const draft = { type: "chat.message", body: "x".repeat(filler.characters) } as const;
      const entries = Array.from({ length: filler.entries }, () => device.entry(draft));
      const receipt = await device.push(chat, entries);
      if (receipt.status !== "accepted") throw new Error(`filler was ${receipt.status}`);
      await device.until(() => (device.entries(chat)?.length ?? 0) > (push + 1) * filler.entries, "filler");
    }
    const tail = device.tail(chat);
    if (tail === null) throw new Error("the chat is empty");
    device.cut();
    writers.push({ token: each.token, personId: each.person.id, chat, tail });
  }
  return writers;
}

function deviceOf(target: Target, { person, token }: Seat) {
  return target.device({ person, headers: bearer({ token }), cookie: "" });
}
