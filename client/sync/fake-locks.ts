import type { Locks } from "./leader.ts";

/** Web Locks for tests, as the standard says: one holder, then whoever asked first. */
export function fakeLocks(): Locks {
  const queue: (() => void)[] = [];
  let held = false;
  let rob = () => {};
  const next = () => {
    held = false;
    queue.shift()?.();
  };
  async function request<T>(_name: string, options: LockOptions, run: LockGrantedCallback<T>): Promise<T> {
    if (options.ifAvailable && held) return run(null);
    if (options.steal) rob();
    const robbed = Promise.withResolvers<never>();
    let mine = false;
    await new Promise<void>((grant, refuse) => {
      const take = () => {
        held = true;
        mine = true;
        rob = () => {
          mine = false;
          held = false;
          robbed.reject(new DOMException("stolen", "AbortError"));
        };
        grant();
      };
      options.signal?.addEventListener("abort", () => {
        const place = queue.indexOf(take);
        if (place < 0) return;
        queue.splice(place, 1);
        refuse(new DOMException("withdrawn", "AbortError"));
      });
      if (held) queue.push(take);
      else take();
    });
    try {
      return await Promise.race([run({ name: _name, mode: "exclusive" }), robbed.promise]);
    } finally {
      if (mine) next();
    }
  }
  // The standard's two overloads are one function whose options may be left out; nobody here leaves them out.
  return { request: request as Locks["request"] };
}
