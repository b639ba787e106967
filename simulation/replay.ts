import { Play } from "../client/replica/play.ts";
import type { Entry } from "../shared/entries/entry.ts";
import type { TicketCopy } from "./server-copy.ts";
import type { Acceptance, Witness } from "./witness.ts";

/** [X5] Entries that the policy does not allow where they stand, by the roles that people had when they were accepted. */
export function forbidden(witness: Witness, copies: ReadonlyMap<string, TicketCopy>): string[] {
  return [...copies.values()].flatMap((copy) => {
    const accepted = [...copy.logs.ticket, ...copy.logs.request, ...copy.logs.chat].flatMap((entry) => {
      const acceptance = witness.accepted.get(entry.id);
      return acceptance === undefined ? [] : [{ entry, acceptance }];
    });
    // Within one push the order of the log is the order; a stable sort keeps it.
    accepted.sort((a, b) => a.acceptance.seq - b.acceptance.seq);
    const play = new Play(copy.id);
    return [
      ...accepted.flatMap((each) => refusalIn(play, each)),
      ...(["ticket", "request"] as const).flatMap((kind) => outOfOrder(copy.logs[kind], witness)),
    ];
  });
}

function refusalIn(play: Play, { entry, acceptance }: { entry: Entry; acceptance: Acceptance }): string[] {
  const { actor, roles, now } = acceptance;
  const ruling = play.rule(entry, { actor, roleOf: (id) => roles.get(id) ?? null, now });
  play.apply(entry);
  return ruling.allowed ? [] : [`${entry.type} ${entry.id} by ${actor.id} stands against ${ruling.rule}`];
}

/** A linear log's order is the order of acceptance. */
function outOfOrder(entries: readonly Entry[], { accepted }: Witness): string[] {
  const seqs = entries.map(({ id }) => accepted.get(id)?.seq ?? 0);
  const wrong = seqs.findIndex((seq, index) => index > 0 && seq < (seqs[index - 1] ?? 0));
  return wrong < 0 ? [] : [`${entries[wrong]?.id} stands behind one that was accepted later`];
}
