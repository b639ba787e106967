import {
  attendances,
  cancelReasons,
  resolutions,
  type TicketStatus,
  unclaimReasons,
} from "../../shared/entries/codes.ts";
import type { Draft } from "../../shared/entries/entry.ts";
import type { LogKind } from "../../shared/log/doc-name.ts";
import { system } from "../../shared/policy/actor.ts";
import { accessHours } from "../../shared/policy/may-append.ts";
import { createDice, type Dice } from "./dice.ts";
import type { Story } from "./stories.ts";

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
const hourMs = 60 * minuteMs;
/** Hours of the local clock between which people do things. */
const day = { from: 8, to: 20 } as const;

/** One thing somebody did, in the order in which it happened. Times are ms since the epoch. */
export type Step =
  | { kind: LogKind; by: string; at: number; id: string; draft: Draft; proved?: boolean }
  | { kind: "notes"; by: string; at: number; lines: string[] };

/** Who and what a sample ticket is about, and where it stands now. */
export type Plan = {
  /** Its number in the sample: variations are spread by it. */
  index: number;
  story: Story;
  student: string;
  counselor: string;
  colleague: string;
  admin: string;
  ending: TicketStatus;
  timeZone: string;
};

/** The ticket that an admin has just opened in an emergency: recent enough that the access still stands. */
const openedInEmergency = 13;

/** Tries at a beginning early enough; each moves it back by what was too much. */
const tries = 100;

/** Everything that happened to one ticket up to `now`, oldest first. The same seed tells the same story. */
export function courseOf(plan: Plan, seed: number, now: number): Step[] {
  let begin = now;
  for (let tried = 0; tried < tries; tried++) {
    const { steps, tooLateBy } = new Course({ ...plan }, createDice(seed), now).tell(begin);
    if (tooLateBy <= 0) return steps;
    // Across a night the end stays the next morning however little one begins earlier.
    begin -= tried === 0 ? tooLateBy : Math.max(tooLateBy, hourMs);
  }
  throw new Error("a sample ticket's story does not end");
}

/** Tells a ticket's story from a beginning on. Nobody works at night: what would happen then happens in the morning. */
class Course {
  private readonly steps: Step[] = [];
  private readonly plan: Plan;
  private readonly dice: Dice;
  private readonly now: number;
  private at = 0;
  /** How much too late the story is for a session that has its time. */
  private tooLateBy = 0;

  constructor(plan: Plan, dice: Dice, now: number) {
    this.plan = plan;
    this.dice = dice;
    this.now = now;
  }

  tell(begin: number): { steps: Step[]; tooLateBy: number } {
    const end = this.now - this.sinceLast();
    this.at = begin;
    this.live();
    return { steps: this.steps, tooLateBy: Math.max(this.tooLateBy, this.at - end) };
  }

  private live(): void {
    const { index, ending } = this.plan;
    this.opened();
    if (ending === "open") {
      if (index % 4 === 1) this.givenBack();
      return;
    }
    if (index % 12 === 2) this.givenBack();
    this.claimed();
    if (index % 12 === 5) this.handedOver();
    this.talked();
    if (ending === "claimed") {
      if (index === openedInEmergency) this.accessOpened();
      return;
    }
    if (ending === "scheduled") {
      if (index % 2 === 1) this.cancelledOnce();
      this.scheduled(this.slotToCome());
    } else {
      this.held();
    }
  }

  private opened(): void {
    const { index, student, story } = this.plan;
    const { category, urgency, mode, title, description } = story;
    this.entry("ticket", student, { type: "ticket.opened", category, urgency, mode });
    this.entry("request", student, { type: "request.written", title, description });
    if (index === 15) {
      this.wait(8, 40);
      this.entry("ticket", system.id, { type: "account.recovered", person: student });
    }
    if (index % 10 === 4) {
      this.wait(8, 40);
      this.entry("request", student, {
        type: "request.edited",
        description: `${description}\n\nAfternoons suit me best.`,
      });
      this.entry("ticket", student, { type: "ticket.edited", mode: mode === "video" ? "audio" : "video" });
    }
    if (index % 8 === 6) {
      this.wait(20, 90);
      this.entry("ticket", this.plan.colleague, { type: "ticket.triaged", urgency: "high" });
    }
  }

  private givenBack(): void {
    this.wait(30, 240);
    this.entry("ticket", this.plan.colleague, { type: "ticket.claimed" });
    this.wait(60, 300);
    this.entry("ticket", this.plan.colleague, {
      type: "ticket.unclaimed",
      reason: pick(unclaimReasons, Math.floor(this.plan.index / 4)),
    });
  }

  private claimed(): void {
    this.wait(15, 400);
    this.entry("ticket", this.plan.counselor, { type: "ticket.claimed" });
  }

  private handedOver(): void {
    const { counselor, colleague } = this.plan;
    this.wait(60, 600);
    this.entry("ticket", counselor, { type: "ticket.assigned", to: colleague });
    this.plan.counselor = colleague;
    this.plan.colleague = counselor;
  }

  private talked(): void {
    const { index, counselor, student, story, ending } = this.plan;
    // Some of what is claimed waits for the counselor: the student had the last word.
    const said = ending === "claimed" && index % 3 === 0 ? story.talk.slice(0, 2) : story.talk;
    let last: { id: string; by: string } | null = null;
    for (const [who, body] of said) {
      this.wait(4, 200);
      const by = who === "c" ? counselor : student;
      // Whoever answers has read what they answer.
      if (last !== null && last.by !== by) this.entry("chat", by, { type: "chat.seen", upTo: last.id });
      last = { id: this.entry("chat", by, { type: "chat.message", body }), by };
    }
    if (index % 9 === 4) {
      this.wait(1, 3);
      const sent = this.entry("chat", student, {
        type: "chat.message",
        body: "Sorry, that was meant for someone else.",
      });
      this.wait(1, 2);
      this.entry("chat", student, { type: "chat.redacted", message: sent });
    }
    if (index % 3 !== 0 && last !== null) {
      this.wait(1, 30);
      this.entry("chat", last.by === counselor ? student : counselor, {
        type: "chat.seen",
        upTo: last.id,
      });
    }
    this.steps.push({ kind: "notes", by: counselor, at: this.at, lines: [story.title, story.note] });
  }

  private cancelledOnce(): void {
    const { index, counselor, student } = this.plan;
    const reason = pick(cancelReasons, Math.floor(index / 2));
    const sessionId = this.scheduled(this.slotAfter(2));
    this.wait(60, 500);
    const by = reason === "student" ? student : counselor;
    this.entry("ticket", by, { type: "session.cancelled", sessionId, reason });
  }

  private held(): void {
    const { index, counselor, ending } = this.plan;
    const goesOn = ending === "in_progress";
    const startsAt = goesOn ? this.slotNow() : this.slotAfter(this.dice.between(1, 3));
    const sessionId = this.scheduled(startsAt);
    this.tooLateBy = this.at - startsAt;
    this.at = startsAt;
    if (!goesOn) this.wait(0, 6);
    this.entry("ticket", counselor, { type: "session.started", sessionId });
    if (goesOn) return;
    this.wait(40, 55);
    this.entry("ticket", counselor, { type: "session.completed", attendance: pick(attendances, index) });
    if (ending === "completed") return;
    this.wait(60, 2_000);
    const resolution = pick(resolutions, index);
    const by = resolution === "withdrawn" ? this.plan.student : counselor;
    this.entry("ticket", by, { type: "ticket.closed", resolution });
    if (index % 6 !== 0) return;
    this.wait(600, 3_000);
    this.entry("ticket", this.plan.student, { type: "ticket.reopened" });
    this.wait(600, 1_500);
    this.entry("ticket", counselor, { type: "ticket.closed", resolution: "helped" });
  }

  private scheduled(startsAt: number): string {
    const { index, counselor, story, timeZone } = this.plan;
    const sessionId = this.dice.uuid();
    this.wait(10, 60);
    this.entry("ticket", counselor, {
      type: "session.scheduled",
      sessionId,
      startsAt,
      minutes: pick([50, 50, 30, 45], index),
      mode: story.mode,
      timeZone,
    });
    if (story.mode !== "video" && story.mode !== "audio") return sessionId;
    const room = `alcove-demo-${sessionId.slice(0, 8)}`;
    switch (index % 4) {
      case 0:
        this.entry("chat", system.id, {
          type: "session.linked",
          sessionId,
          url: `https://meet.example/${room}`,
          provider: "jitsi",
        });
        break;
      case 1:
        this.entry("chat", system.id, { type: "session.linkFailed", sessionId, code: "quota-exceeded" });
        break;
      case 2:
        this.entry("chat", system.id, {
          type: "session.linked",
          sessionId,
          url: `https://meet.example/g/${room}`,
          provider: "google-meet",
        });
        return sessionId;
    }
    this.entry("chat", counselor, {
      type: "session.linked",
      sessionId,
      url: `https://meet.example/${room}`,
      provider: "pasted",
    });
    return sessionId;
  }

  private accessOpened(): void {
    this.wait(5, 20);
    this.entry(
      "ticket",
      this.plan.admin,
      { type: "access.opened", until: this.at + accessHours * hourMs },
      { proved: true },
    );
  }

  private entry(kind: LogKind, by: string, draft: Draft, { proved = false } = {}): string {
    const id = this.dice.uuid();
    this.steps.push({ kind, by, at: this.at, id, draft, proved });
    return id;
  }

  private wait(least: number, most: number): void {
    const minutes = this.dice.between(least, most);
    const morning = this.dice.between(0, 90);
    this.at += minutes * minuteMs;
    const hour = new Date(this.at).getHours();
    if (hour >= day.from && hour < day.to) return;
    const next = new Date(this.at);
    if (hour >= day.to) next.setDate(next.getDate() + 1);
    this.at = next.setHours(day.from, morning, 0, 0);
  }

  /** How long ago the last thing happened, at least. */
  private sinceLast(): number {
    const { ending, story, index } = this.plan;
    const dice = createDice(index);
    if (story.urgency === "crisis" && ending === "open") return 9 * minuteMs;
    if (ending === "in_progress") return 0;
    if (index === openedInEmergency) return 30 * minuteMs;
    if (ending === "open") return dice.between(10, 2_600) * minuteMs;
    if (ending === "completed" || ending === "closed") return dice.between(60, 12_000) * minuteMs;
    return dice.between(20, 1_400) * minuteMs;
  }

  /** A full hour of a working day, so many days on. */
  private slotAfter(days: number): number {
    const slot = new Date(this.at);
    slot.setDate(slot.getDate() + days);
    return slot.setHours(9 + (this.plan.index % 8), 0, 0, 0);
  }

  /** The quarter of an hour in which a session began that goes on now. */
  private slotNow(): number {
    return Math.floor((this.now - (this.plan.index % 4) * 9 * minuteMs) / quarterMs) * quarterMs;
  }

  /** A time that is still to come: the first ones today, the others on the days after. */
  private slotToCome(): number {
    const { index } = this.plan;
    const days = pick([0, 0, 0, 1, 1, 2, 3, 5, 7, 9], index);
    if (days === 0) return Math.ceil((this.now + (1 + (index % 3)) * hourMs) / quarterMs) * quarterMs;
    const slot = new Date(this.now);
    slot.setDate(slot.getDate() + days);
    return slot.setHours(9 + (index % 8), 0, 0, 0);
  }
}

function pick<T>(from: readonly T[], index: number): T {
  const picked = from[index % from.length];
  if (picked === undefined) throw new Error("nothing to pick from");
  return picked;
}
