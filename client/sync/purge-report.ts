import type { DocName } from "../../shared/log/doc-name.ts";
import type { ControlUp } from "../../shared/protocol/control.ts";
import type { Replica } from "../replica/database.ts";
import { readMeta } from "../replica/meta.ts";

/** Documents in one `purged`: a tenth of what one may name. */
const purgedAtOnce = 1_000;

/** Tells the server which documents this device no longer holds, until it has surely heard it. */
export class PurgeReport {
  private readonly replica: Replica;
  private readonly say: (message: ControlUp) => void;

  constructor(replica: Replica, say: (message: ControlUp) => void) {
    this.replica = replica;
    this.say = say;
  }

  tell(docs: readonly DocName[]): void {
    for (let start = 0; start < docs.length; start += purgedAtOnce) {
      this.say({ t: "purged", docs: docs.slice(start, start + purgedAtOnce) });
    }
  }

  /** Tells what an earlier connection may not have brought over. */
  async tellAgain(): Promise<void> {
    this.tell((await readMeta(this.replica)).purged);
  }

  /** The server has read everything said before the ping, what was purged too. */
  async pinged(): Promise<void> {
    const { purged } = await readMeta(this.replica);
    if (purged.length > 0) await this.replica.meta.put({ key: "purged", value: [] });
  }
}
