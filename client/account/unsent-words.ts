import type { Unsent } from "./unsent.ts";

/** Every kind of unsent words with its number, as list items; empty when nothing would be lost. */
export function unsentWords({ waiting, refused, drafts, files = 0 }: Unsent): string[] {
  return [
    counted(waiting, "thing waits to be sent", "things wait to be sent"),
    counted(refused, "thing was not accepted", "things were not accepted"),
    counted(drafts, "draft", "drafts"),
    counted(files, "file that was chosen and not sent", "files that were chosen and not sent"),
  ].filter((words) => words !== null);
}

function counted(count: number, one: string, many: string): string | null {
  if (count === 0) return null;
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}
