/** What happened, counted: a run in which little happened shows little. */
export class Tally {
  readonly counts = new Map<string, number>();
  readonly refusals = new Map<string, number>();

  count(what: string, times = 1): void {
    this.counts.set(what, this.of(what) + times);
  }

  refusedBy(rule: string): void {
    this.refusals.set(rule, (this.refusals.get(rule) ?? 0) + 1);
  }

  of(what: string): number {
    return this.counts.get(what) ?? 0;
  }

  add(other: Tally): void {
    for (const [what, times] of other.counts) this.count(what, times);
    for (const [rule, times] of other.refusals)
      this.refusals.set(rule, (this.refusals.get(rule) ?? 0) + times);
  }
}
