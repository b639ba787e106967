export type OpenTransactions = {
  /** Ends everything that runs, and whatever begins until `mayRun`. */
  abort(): void;
  /** @returns whether anything was ended since */
  mayRun(): boolean;
};

/**
 * Knows the transactions that run on this page, of every database. WebKit keeps a database locked for the next page when a page
 * is left in the middle of one. Call before the first database is opened.
 * @param databases the prototype of the browser's databases: Dexie begins some transactions past its own middleware
 * @param factories the prototype of what opens them, and makes or changes them in a transaction of its own
 */
export function trackTransactions(
  databases: Pick<IDBDatabase, "transaction">,
  factories: Pick<IDBFactory, "open">,
): OpenTransactions {
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

  function follow(transaction: IDBTransaction): void {
    running.add(transaction);
    const over = () => running.delete(transaction);
    transaction.addEventListener("complete", over);
    transaction.addEventListener("abort", over);
    if (leaving) end(transaction);
  }

  const begin = databases.transaction;
  databases.transaction = function (this: IDBDatabase, ...args) {
    const transaction = begin.apply(this, args);
    follow(transaction);
    return transaction;
  };
  const open = factories.open;
  factories.open = function (this: IDBFactory, ...args) {
    const request = open.apply(this, args);
    request.addEventListener("upgradeneeded", () => request.transaction && follow(request.transaction));
    return request;
  };

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
