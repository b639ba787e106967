import { VisuallyHidden } from "@mantine/core";
import { fullDate, relativeWords } from "./time-words.ts";
import { useNow } from "./use-now.ts";

/** A time as people say it, with the full date on hover and for screen readers. */
export function When({ at, words }: { at: number; words?: (at: number, now: number) => string }) {
  const now = useNow();
  const say = words ?? relativeWords;
  return (
    <time dateTime={new Date(at).toISOString()} title={fullDate(at)}>
      <span aria-hidden="true">{say(at, now)}</span>
      <VisuallyHidden>{fullDate(at)}</VisuallyHidden>
    </time>
  );
}
