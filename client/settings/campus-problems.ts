import type { CrisisLine } from "../ui/crisis-line.ts";

/** The form that a phone can dial; the server asks for the same. */
const dialable = /^[+\d][\d ()./*#-]*$/;

/** What is wrong with a campus before it is sent, in sentences; empty when nothing is. */
export function campusProblems(campus: { name: string; crisisLines: readonly CrisisLine[] }): string[] {
  const problems: string[] = [];
  if (campus.name.trim() === "") problems.push("The campus needs a name.");
  if (campus.crisisLines.length === 0) problems.push("At least one crisis line must stay.");
  for (const { name, phone } of campus.crisisLines) {
    const who = name.trim();
    if (who === "") problems.push("Every crisis line says who answers.");
    if (!dialable.test(phone.trim()))
      problems.push(`${who === "" ? "Every crisis line" : who} needs a number that a phone can dial.`);
  }
  return [...new Set(problems)];
}
