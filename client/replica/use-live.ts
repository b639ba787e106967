import { useLiveQuery } from "dexie-react-hooks";

/**
 * What `query` reads from Dexie, again whenever it changes, in whichever tab.
 * @param deps what the query closes over
 * @param initial what to show until the first answer
 */
export function useLive<Value, Initial = Value>(
  query: () => Promise<Value>,
  deps: readonly unknown[],
  initial: Initial,
): Value | Initial {
  return useLiveQuery(query, [...deps], initial);
}
