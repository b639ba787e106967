import type { Replica } from "./database.ts";

export type OpenTransactions = {
  /** Ends everything that runs, and whatever begins until `mayRun`. */
  abort(): void;
  /** @returns whether anything was ended since */
  mayRun(): boolean;
};

/**
 * Knows the transactions of a replica that run. WebKit keeps a database locked for the next page when a page is left in
 * the middle of one. Call before the replica is opened.
 */
export function trackTransactions(replica: Replica): OpenTransactions {
  const running = new Set<IDBTransaction>();
  let leaving = false;
  let aborted = 0;

  function end(transaction: IDBTransaction): void {
    aborted++;
    try {
      transaction.abort();
    } catch {
      // It has just ended by itself.
    }
  }

  replica.use({
    stack: "dbcore",
    name: "open-transactions",
    create: (core) => ({
      ...core,
      transaction(...args) {
        const made = core.transaction(...args);
        // Dexie's own transaction here is the browser's.
        const transaction = made as IDBTransaction;
        running.add(transaction);
        const over = () => running.delete(transaction);
        transaction.addEventListener("complete", over);
        transaction.addEventListener("abort", over);
        if (leaving) end(transaction);
        return made;
      },
    }),
  });

  return {
    abort() {
      leaving = true;
      for (const transaction of [...running]) end(transaction);
    },
    mayRun() {
      leaving = false;
      const any = aborted > 0;
      aborted = 0;
      return any;
    },
  };
}
