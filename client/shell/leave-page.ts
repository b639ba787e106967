import { trackTransactions } from "../replica/open-transactions.ts";
import { anyUnkept } from "../ui/unkept.ts";

const waiting = new Set<() => void>();

/**
 * WebKit locks a database for the next page when this one is left in the middle of a transaction: there, what runs is ended with
 * the page, and run again when it returns. Call before the first database is opened.
 */
export function endTransactionsWithPage(): void {
  if (!isWebKit()) return;
  const transactions = trackTransactions(IDBDatabase.prototype, IDBFactory.prototype);
  window.addEventListener("pagehide", () => transactions.abort());
  window.addEventListener("pageshow", ({ persisted }) => {
    if (!persisted || !transactions.mayRun()) return;
    // Screens whose reading was ended are loaded anew, unless words on them are kept nowhere.
    if (anyUnkept()) for (const runAgain of waiting) runAgain();
    else window.location.reload();
  });
}

/** Calls `runAgain` when what ran was ended with the page, and the page is back and is not loaded anew. */
export function whenRunAgain(runAgain: () => void): () => void {
  waiting.add(runAgain);
  return () => void waiting.delete(runAgain);
}

/** Safari and every other browser of its engine. */
function isWebKit(): boolean {
  return navigator.vendor.startsWith("Apple");
}
