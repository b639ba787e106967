import {
  act,
  cancelWaiting,
  discardFromTray,
  editRequest,
  markSeen,
  NotAllowed,
  openTicket,
  redactMessage,
  saveDraft,
  scheduleSession,
  sendAgainFromTray,
  sendMessage,
} from "../client/replica/actions.ts";
import { mayNow, mayOpenTicket, mayWriteNotesNow } from "../client/replica/can.ts";
import type { TicketRow } from "../client/replica/schema.ts";
import {
  attendances,
  cancelReasons,
  categories,
  modes,
  resolutions,
  unclaimReasons,
  urgencies,
} from "../shared/entries/codes.ts";
import type { EntryType } from "../shared/entries/entry.ts";
import { docName } from "../shared/log/doc-name.ts";
import type { Random } from "../shared/random.arbitrary.ts";
import type { Device } from "./device.ts";
import { editNotes, lookAtNotes } from "./notes-editor.ts";
import type { Witness } from "./witness.ts";
import { wordOf, wordsIn } from "./words.ts";

/** What a person can do with a ticket. */
type Deed =
  | Exclude<
      EntryType,
      "ticket.opened" | "access.opened" | "account.recovered" | "request.written" | "session.linkFailed"
    >
  | "notes";

/** The common ones stand more than once. */
const deeds: readonly Deed[] = [
  "chat.message",
  "chat.message",
  "chat.message",
  "notes",
  "notes",
  "ticket.claimed",
  "ticket.claimed",
  "session.scheduled",
  "session.started",
  "session.completed",
  "ticket.edited",
  "request.edited",
  "ticket.triaged",
  "ticket.unclaimed",
  "ticket.assigned",
  "session.cancelled",
  "session.linked",
  "ticket.closed",
  "ticket.reopened",
  "chat.redacted",
  "chat.seen",
];

const dayMs = 86_400_000;
/** Of the turns of those who may read a ticket's notes, so many go by for each that only reads them. */
const lookEvery = 4;

/** People who do, at random, what their screens offer them. */
export class People {
  readonly #random: Random;
  readonly #witness: Witness;
  #written = 0;
  #deeds = 0;

  constructor(random: Random, witness: Witness) {
    this.#random = random;
    this.#witness = witness;
  }

  /** One deed on one device. @returns what it was, for the trace */
  async actOn(device: Device): Promise<string> {
    try {
      const deed = await this.#something(device);
      await this.#remember(device);
      return deed;
    } catch (error) {
      if (!(error instanceof NotAllowed)) throw error;
      this.#witness.tally.count("not offered");
      return `was not allowed: ${error.rule}`;
    }
  }

  async #something(device: Device): Promise<string> {
    const { replica, session, me } = device;
    if (this.#random.oneIn(8)) return this.#tidy(device);
    const rows = await replica.tickets.toArray();
    const own = rows.filter((row) => row.student === me.id);
    if (mayOpenTicket(me) && (own.length === 0 || (own.length < 4 && this.#random.oneIn(8)))) {
      const id = await openTicket(session, {
        category: this.#of(categories),
        urgency: this.#of(urgencies),
        mode: this.#of(modes),
        title: this.word(),
        description: this.word(),
      });
      return `opens ${id}`;
    }
    const row = rows[this.#random.below(rows.length)];
    if (row === undefined) return "has no ticket";
    if (row.readable.includes("notes") && ++this.#deeds % lookEvery === 0) {
      await lookAtNotes(device, row.id, this.#witness);
      return `looks at the notes of ${row.id}`;
    }
    const known = { now: device.now };
    const offered = deeds.filter((deed) =>
      deed === "notes" ? mayWriteNotesNow(me, row) : mayNow(me, row, deed, known),
    );
    const deed = offered[this.#random.below(offered.length)];
    if (deed === undefined) return `finds nothing to do on ${row.id}`;
    await this.#do(device, row, deed);
    return `${deed} on ${row.id}`;
  }

  async #do(device: Device, row: TicketRow, deed: Deed): Promise<void> {
    const { session, replica, me } = device;
    const { id } = row;
    const sessionId = row.state.session?.sessionId;
    switch (deed) {
      case "notes": {
        await editNotes(device, id, this.word(), { random: this.#random, witness: this.#witness });
        return;
      }
      case "chat.message":
        if (this.#random.oneIn(10)) await saveDraft(session, docName("chat", id), this.word());
        await sendMessage(session, id, this.word());
        return;
      case "chat.redacted": {
        const mine = (await replica.chatMessages.where("ticketId").equals(id).toArray()).filter(
          (message) => message.by === me.id && !message.redacted,
        );
        const message = mine[this.#random.below(mine.length)];
        if (message !== undefined) await redactMessage(session, id, message.id);
        return;
      }
      case "chat.seen": {
        const last = (await replica.chatMessages.where("ticketId").equals(id).toArray()).at(-1);
        if (last !== undefined) await markSeen(session, id, last.id);
        return;
      }
      case "request.edited":
        await editRequest(
          session,
          id,
          this.#random.oneIn(2) ? { title: this.word() } : { description: this.word() },
        );
        return;
      case "session.scheduled":
        await scheduleSession(session, id, {
          startsAt: device.now + dayMs,
          minutes: 50,
          mode: this.#of(modes),
          timeZone: "Europe/Berlin",
          ...(this.#random.oneIn(2) ? { link: `https://meet.example/${this.word()}` } : {}),
        });
        return;
      case "session.linked":
        // Where it is pasted later than it was scheduled the screen schedules again; here it goes by itself.
        if (sessionId !== undefined)
          await scheduleSession(session, id, {
            startsAt: device.now + 2 * dayMs,
            minutes: 30,
            mode: "video",
            timeZone: "UTC",
            link: `https://meet.example/${this.word()}`,
          });
        return;
      case "session.cancelled":
        if (sessionId !== undefined)
          await act(session, id, { type: deed, sessionId, reason: this.#of(cancelReasons) });
        return;
      case "session.started":
        await act(session, id, { type: deed, ...(sessionId === undefined ? {} : { sessionId }) });
        return;
      case "session.completed":
        await act(session, id, { type: deed, attendance: this.#of(attendances) });
        return;
      case "ticket.assigned": {
        const counselors = await replica.people.where("role").equals("counselor").toArray();
        const to = counselors[this.#random.below(counselors.length)];
        if (to !== undefined) await act(session, id, { type: deed, to: to.id });
        return;
      }
      case "ticket.claimed":
      case "ticket.reopened":
        await act(session, id, { type: deed });
        return;
      case "ticket.closed":
        // Rarely, or every story is short.
        if (this.#random.oneIn(3)) await act(session, id, { type: deed, resolution: this.#of(resolutions) });
        return;
      case "ticket.edited":
        await act(session, id, { type: deed, category: this.#of(categories) });
        return;
      case "ticket.triaged":
        await act(session, id, { type: deed, urgency: this.#of(urgencies) });
        return;
      case "ticket.unclaimed":
        await act(session, id, { type: deed, reason: this.#of(unclaimReasons) });
        return;
    }
  }

  /** Takes something back that waits, or deals with something in the tray. */
  async #tidy({ replica, session }: Device): Promise<string> {
    const waiting = (await replica.outbox.toArray()).filter((row) => row.entry !== null);
    const row = waiting[this.#random.below(waiting.length)];
    if (row !== undefined && this.#random.oneIn(3)) {
      if (!(await cancelWaiting(session, row.id))) return `takes back ${row.id}, too late`;
      this.#witness.withdrawn.add(row.id);
      this.#witness.tally.count("taken back");
      return `takes back ${row.id}`;
    }
    const tray = await replica.tray.toArray();
    const refused = tray[this.#random.below(tray.length)];
    if (refused === undefined) return "has nothing to tidy";
    const again = this.#random.oneIn(2);
    if (again) await sendAgainFromTray(session, refused.id);
    else await discardFromTray(session, refused.id);
    this.#witness.withdrawn.add(refused.id);
    if (!again) for (const word of wordsIn(refused.text ?? "")) this.#witness.notesWords.delete(word);
    this.#witness.tally.count(again ? "sent again" : "thrown away");
    return `${again ? "sends again" : "throws away"} ${refused.id}`;
  }

  /** Puts on record what the outbox holds and nobody has seen before. */
  async #remember({ replica, personId, name }: Device): Promise<void> {
    for (const { id, doc, entry } of await replica.outbox.toArray()) {
      if (entry === null || this.#witness.made.has(id)) continue;
      this.#witness.made.set(id, { id, doc, personId, device: name, type: entry.type });
      this.#witness.wrote(JSON.stringify(entry), doc);
    }
  }

  /** A word that nobody has written yet. */
  word(): string {
    return wordOf(++this.#written);
  }

  #of<Value>(values: readonly [Value, ...Value[]]): Value {
    return this.#random.pick(values);
  }
}
