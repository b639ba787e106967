export type Deferred<T> = { promise: Promise<T>; resolve(value: T): void };

/** A promise and what settles it. `Promise.withResolvers` is too new to be needed before a person can sign in. */
export function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
