import * as Y from "yjs";
import type { TicketStatus } from "../../shared/entries/codes.ts";
import { docName } from "../../shared/log/doc-name.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Person } from "../accounts/person.ts";
import type { Desk } from "../sync/desk.ts";
import { appendEntry } from "../sync/server-entries.ts";
import { courseOf, type Plan, type Step } from "./course.ts";
import type { DemoClock } from "./demo-clock.ts";
import { demoPassword, demoPeople } from "./demo-people.ts";
import { createDice } from "./dice.ts";
import { type Story, stories } from "./stories.ts";

const seed = 20_261_122;

/** How many of the sixty sample tickets stand where. */
const endings: readonly (readonly [TicketStatus, number])[] = [
  ["open", 12],
  ["claimed", 14],
  ["scheduled", 10],
  ["in_progress", 4],
  ["completed", 8],
  ["closed", 12],
];

/**
 * Fills an empty campus with sample people and tickets, by the way every entry goes: guard, policy, commit. Each thing is
 * accepted when its story says, because waiting, lists and insights go by the server's clock.
 * @param clock the one that the desk was made with
 */
export async function fillDemo(accounts: Accounts, desk: Desk, clock: DemoClock): Promise<void> {
  accounts.setCampus(
    {
      name: "Lakeside Campus",
      crisisLines: [
        { name: "Emergency services", phone: "112", note: "If a life is in danger now." },
        {
          name: "Lakeside night line",
          phone: "+1 555 0100",
          note: "A number made up for this demo. Staffed every night from 8 pm to 8 am.",
        },
      ],
      responseHours: "We read messages Monday to Friday, 9 am to 5 pm, and answer within one working day.",
    },
    null,
  );
  const people = await Promise.all(
    demoPeople.map((person) => accounts.add({ ...person, password: demoPassword, shownToAll: true })),
  );
  for (const { id, role, status } of people) await desk.store.recordFirstRole(id, role, status);
  const inOrder = demoTickets(people, desk.now())
    .flatMap(({ id, steps }) => steps.map((step) => ({ ticketId: id, step })))
    .sort((a, b) => a.step.at - b.step.at);
  for (const { ticketId, step } of inOrder) await clock.playAt(step.at, () => play(desk, ticketId, step));
  // Weeks are played in seconds: nobody is told now of what is long past.
  for (const prefix of ["notice:", "message-notice:"]) await desk.store.cancelJobs({ prefix }, desk.now());
}

/** The sample tickets with everything that happened to them, the same for the same people and time. */
export function demoTickets(people: readonly Person[], now: number): { id: string; steps: Step[] }[] {
  const dice = createDice(seed);
  return plans(people).map((plan) => ({ id: dice.uuid(), steps: courseOf(plan, seed + plan.index, now) }));
}

function plans(people: readonly Person[]): Plan[] {
  const of = (role: Person["role"]) => people.filter((person) => person.role === role).map(({ id }) => id);
  const [students, counselors, [admin]] = [of("student"), of("counselor"), of("admin")];
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return endings
    .flatMap(([ending, count]) => Array.from({ length: count }, () => ending))
    .map((ending, index) => {
      const round = Math.floor(index / students.length);
      return {
        index,
        ending,
        timeZone,
        story: storyOf(index),
        student: nth(students, index),
        counselor: nth(counselors, index + round),
        colleague: nth(counselors, index + round + 1),
        admin: nth([admin ?? ""], 0),
      };
    });
}

/** The stories come round again with another title. */
function storyOf(index: number): Story {
  const round = Math.floor(index / stories.length);
  const story = nth(stories, index + 5 * round);
  return { ...story, title: nth([story.title, ...story.otherTitles], round) };
}

async function play(desk: Desk, ticketId: string, step: Step): Promise<void> {
  const doc = docName(step.kind, ticketId);
  if (step.kind === "notes") {
    const outcome = await desk.writer.push({ doc, personId: step.by, update: notesOf(step.lines) });
    if (outcome.status !== "accepted") throw new Error(`demo: notes were not accepted: ${outcome.status}`);
    return;
  }
  const { by, at, id, draft, proved = false } = step;
  if (draft.type === "access.opened") {
    const reason = "The student asked for a copy of the agreed times; their counselor is away.";
    await desk.store.emergencyReason({ entry: id, ticket: ticketId, admin: by, reason, at });
  }
  const outcome = await appendEntry(desk, { doc, by, draft, id, proved });
  if (outcome.status !== "accepted") {
    const why = outcome.status === "refused" ? outcome.told.rule : "";
    throw new Error(`demo: ${draft.type} was not accepted: ${outcome.status} ${why}`);
  }
}

/** Case notes as the editor keeps them: a heading and paragraphs. */
function notesOf([heading = "", ...lines]: readonly string[]): Uint8Array {
  const doc = new Y.Doc();
  const title = new Y.XmlElement("heading");
  // The editor stores the level as a number; Yjs types every attribute as a string.
  title.setAttribute("level", 3 as unknown as string);
  title.insert(0, [new Y.XmlText(heading)]);
  const paragraphs = lines.map((line) => {
    const paragraph = new Y.XmlElement("paragraph");
    paragraph.insert(0, [new Y.XmlText(line)]);
    return paragraph;
  });
  doc.getXmlFragment("notes").insert(0, [title, ...paragraphs]);
  return Y.encodeStateAsUpdate(doc);
}

function nth<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new Error("an empty list has no nth");
  return found;
}
