import { categories, modes, type Urgency } from "../../shared/entries/codes.ts";
import type { EntryOf } from "../../shared/entries/entry.ts";
import type { Dice } from "../../sync-server/demo/dice.ts";

const openings = ["I cannot", "I would like to", "How do I", "Help with", "Worried about", "Talk about"];
const subjects = [
  "sleeping before the exams",
  "the group project",
  "my family at home",
  "moving out of the dormitory",
  "the scholarship deadline",
  "panic in lectures",
  "my room mate",
  "failing the second year",
];
const sentences = [
  "It has been going on for some weeks now.",
  "I have talked to a friend about it, and that helped for a day.",
  "Mornings are the worst.",
  "I am not sure whom else I could ask.",
  "Evenings after six would suit me best.",
  "My tutor said that you might be able to help.",
  "I did not expect it to become this much.",
  "Last term it was easier because I still lived with my sister.",
];

/** One in fifty is a crisis, as a busy campus has it. */
export function urgencyOf(dice: Dice): Urgency {
  const rolled = dice.between(1, 50);
  if (rolled === 1) return "crisis";
  return rolled <= 10 ? "high" : rolled <= 35 ? "medium" : "low";
}

export function openingOf(
  dice: Dice,
): Pick<EntryOf<"ticket.opened">, "type" | "category" | "urgency" | "mode"> {
  return {
    type: "ticket.opened",
    category: pick(dice, categories),
    urgency: urgencyOf(dice),
    mode: pick(dice, modes),
  };
}

/** A title and two to five sentences: what a request is like in the length that matters here. */
export function requestOf(dice: Dice): Pick<EntryOf<"request.written">, "type" | "title" | "description"> {
  return {
    type: "request.written",
    title: `${pick(dice, openings)} ${pick(dice, subjects)}`,
    description: talkOf(dice, dice.between(2, 5)),
  };
}

export function messageOf(dice: Dice): string {
  return talkOf(dice, dice.between(1, 2));
}

function talkOf(dice: Dice, count: number): string {
  return Array.from({ length: count }, () => pick(dice, sentences)).join(" ");
}

export function pick<Item>(dice: Dice, items: readonly Item[]): Item {
  const item = items[dice.between(0, items.length - 1)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}
