import { type DocName, docName } from "../shared/log/doc-name.ts";
import { TestDevice } from "../sync-server/sync/test-device.ts";
import type { SignedIn } from "./sign-in.ts";
import type { Target } from "./target.ts";

/** The four documents of one ticket. */
export type Docs = { id: string; ticket: DocName; request: DocName; chat: DocName; notes: DocName };

export function docsOf(id: string): Docs {
  return {
    id,
    ticket: docName("ticket", id),
    request: docName("request", id),
    chat: docName("chat", id),
    notes: docName("notes", id),
  };
}

/** A student and their counselor who talk while the server is attacked, and an admin; nothing of theirs is anybody else's. */
export class Honest {
  #student: TestDevice | null = null;
  #counselor: TestDevice | null = null;
  #docs: Docs | null = null;
  #admin: SignedIn | null = null;

  async start(target: Target): Promise<void> {
    const [student, counselor] = [await target.add("student", "Sam"), await target.add("counselor", "Cleo")];
    this.#admin = await target.add("admin", "Ada");
    // Not the target's own devices: those are hung up after each attack.
    this.#student = new TestDevice({ port: target.port, ...student });
    this.#counselor = new TestDevice({ port: target.port, ...counselor });
    await Promise.all([this.student.caughtUp(), this.counselor.caughtUp()]);
    const { id } = await this.student.openTicket();
    this.#docs = docsOf(id);
    const { ticket, chat } = this.#docs;
    await this.counselor.until(() => this.counselor.entries(ticket)?.length === 1, "the ticket");
    await this.counselor.write(ticket, { type: "ticket.claimed" });
    await this.counselor.until(() => this.counselor.entries(chat)?.length === 1, "the chat");
    await this.counselor.write(chat, { type: "chat.message", body: "I am here." });
  }

  get student(): TestDevice {
    return there(this.#student);
  }
  get counselor(): TestDevice {
    return there(this.#counselor);
  }
  get admin(): SignedIn {
    return there(this.#admin);
  }
  get docs(): Docs {
    return there(this.#docs);
  }

  /** One message each way, and milliseconds it took. @throws when one is refused or does not arrive */
  async talk(): Promise<number> {
    const begun = performance.now();
    for (const [from, to] of [
      [this.student, this.counselor],
      [this.counselor, this.student],
    ] as const) {
      const { receipt, entry } = await from.write(this.docs.chat, { type: "chat.message", body: "and you?" });
      if (receipt.status !== "accepted") throw new Error(`an honest message was ${receipt.status}`);
      await to.holds(this.docs.chat, entry.id);
    }
    return performance.now() - begun;
  }

  /** Do both still hold the same as the server, on the sockets that they began with? */
  isWhole(target: Target): string | null {
    for (const device of [this.student, this.counselor])
      if (device.closed !== null) return `an honest socket was closed with ${device.closed.code}`;
    const [a, b] = [this.student, this.counselor].map((each) => JSON.stringify(each.entries(this.docs.chat)));
    if (a !== b) return "the honest devices hold different conversations";
    const indexed = target.truth.index(this.docs.chat).length;
    const held = this.student.entries(this.docs.chat)?.length ?? 0;
    return indexed === held ? null : `the honest devices hold ${held} entries and the server ${indexed}`;
  }

  stop(): void {
    this.#student?.cut();
    this.#counselor?.cut();
  }
}

function there<Value>(value: Value | null): Value {
  if (value === null) throw new Error("the honest people have not started");
  return value;
}
