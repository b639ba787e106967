import { expect, test, vi } from "vitest";
import { competeForLead, leadLock } from "./leader.ts";

/** A frame is another agent with its own hold on this origin's locks; removing it is what closing a tab does. */
async function frameHolding(name: string): Promise<HTMLIFrameElement> {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const held = Promise.withResolvers<void>();
  void frame.contentWindow?.navigator.locks.request(name, () => {
    held.resolve();
    return new Promise(() => {});
  });
  await held.promise;
  return frame;
}

test("[T1] with the browser's own locks, a tab that closes without a word is followed at once", async () => {
  const name = leadLock(crypto.randomUUID());
  const closing = await frameHolding(name);
  const begin = vi.fn(() => ({ stop: async () => {} }));
  const candidacy = competeForLead({ locks: navigator.locks, name, begin, wanted: () => {} });
  await vi.waitFor(async () => {
    const { pending } = await navigator.locks.query();
    expect(pending?.some((lock) => lock.name === name)).toBe(true);
  });
  expect(begin).not.toHaveBeenCalled();
  const gone = performance.now();
  closing.remove();
  await vi.waitFor(() => expect(begin).toHaveBeenCalledOnce(), { timeout: 2_000, interval: 1 });
  expect(performance.now() - gone).toBeLessThan(1_000);
  await candidacy.end();
});

test("[T2] with the browser's own locks, a pause gives the lead away and a resume asks for it again", async () => {
  const name = leadLock(crypto.randomUUID());
  const begun: string[] = [];
  const tab = (label: string) =>
    competeForLead({
      locks: navigator.locks,
      name,
      begin: () => {
        begun.push(label);
        return { stop: () => new Promise(() => {}) };
      },
      wanted: () => {},
    });
  const first = tab("first");
  await vi.waitFor(() => expect(begun).toEqual(["first"]));
  const second = tab("second");
  first.pause();
  await vi.waitFor(() => expect(begun).toEqual(["first", "second"]));
  first.resume();
  second.pause();
  await vi.waitFor(() => expect(begun).toEqual(["first", "second", "first"]));
  first.pause();
});

test("[T2] with the browser's own locks, a holder that never answers is replaced", async () => {
  const name = leadLock(crypto.randomUUID());
  const suspended = await frameHolding(name);
  const begin = vi.fn(() => ({ stop: async () => {} }));
  const candidacy = competeForLead({ locks: navigator.locks, name, begin, wanted: () => {} });
  candidacy.seize();
  await vi.waitFor(() => expect(begin).toHaveBeenCalledOnce());
  await candidacy.end();
  suspended.remove();
});

test("a wish that is withdrawn leaves no lock and no waiting behind", async () => {
  const name = leadLock(crypto.randomUUID());
  const holder = await frameHolding(name);
  const begin = vi.fn(() => ({ stop: async () => {} }));
  const candidacy = competeForLead({ locks: navigator.locks, name, begin, wanted: () => {} });
  await candidacy.end();
  holder.remove();
  await vi.waitFor(async () => {
    const { held, pending } = await navigator.locks.query();
    expect([...(held ?? []), ...(pending ?? [])].filter((lock) => lock.name === name)).toEqual([]);
  });
  expect(begin).not.toHaveBeenCalled();
});
