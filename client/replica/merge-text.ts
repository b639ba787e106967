/** One change of a text: the letters from `from` to `to` became `insert`. */
type Change = { from: number; to: number; insert: string[] };

/**
 * Joins two changes of one text, so that nothing that either of them wrote is lost. Where both wrote in the same place,
 * both stand there, `theirs` first.
 */
export function mergeText(base: string, mine: string, theirs: string): string {
  if (mine === theirs || theirs === base) return mine;
  if (mine === base) return theirs;
  // By code points: half of a surrogate pair is no letter.
  const letters = [...base];
  const a = changeOf(letters, [...mine]);
  const b = changeOf(letters, [...theirs]);
  const apart = a.to < b.from || b.to < a.from || (touch(a, b) && !(isInsert(a) && isInsert(b)));
  if (apart) {
    const [first, second] = a.from < b.from || (a.from === b.from && a.to <= b.from) ? [a, b] : [b, a];
    return [
      ...letters.slice(0, first.from),
      ...first.insert,
      ...letters.slice(first.to, second.from),
      ...second.insert,
      ...letters.slice(second.to),
    ].join("");
  }
  const from = Math.min(a.from, b.from);
  const to = Math.max(a.to, b.to);
  const within = (change: Change) =>
    [...letters.slice(from, change.from), ...change.insert, ...letters.slice(change.to, to)].join("");
  return letters.slice(0, from).join("") + both(within(b), within(a)) + letters.slice(to).join("");
}

function changeOf(base: readonly string[], changed: readonly string[]): Change {
  const most = Math.min(base.length, changed.length);
  let from = 0;
  while (from < most && base[from] === changed[from]) from++;
  let tail = 0;
  while (tail < most - from && base[base.length - 1 - tail] === changed[changed.length - 1 - tail]) tail++;
  return { from, to: base.length - tail, insert: changed.slice(from, changed.length - tail) };
}

const isInsert = ({ from, to }: Change) => from === to;
const touch = (a: Change, b: Change) => a.to === b.from || b.to === a.from;

function both(theirs: string, mine: string): string {
  if (theirs.startsWith(mine)) return theirs;
  if (mine.startsWith(theirs)) return mine;
  return `${theirs}\n${mine}`;
}
