/** A value that changes and can be watched; it fits React's `useSyncExternalStore`. */
export type Subscribable<T> = {
  get(): T;
  /** Calls the listener after each change, until the returned function is called. */
  subscribe(listener: () => void): () => void;
};

/** The writing side of a Subscribable. */
export type Subject<T> = Subscribable<T> & { set(value: T): void };

export function createSubject<T>(initial: T): Subject<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      // A copy, so that a listener may unsubscribe itself or another while it is being called.
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      // Wrapped, so that the same function subscribed twice is two subscriptions.
      const own = () => listener();
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
}
