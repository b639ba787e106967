import { afterEach, expect, test, vi } from "vitest";
import type { DocName } from "../../shared/log/doc-name.ts";
import { awarenessBytes, openTabs, type TabMessage, type Tabs } from "./tabs.ts";

const doc: DocName = "chat/6f1c2f0e-5a53-4c1b-9d5e-0d3a1f6b7c01";
const opened: { close(): void }[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

function tab(person: string): { tabs: Tabs; heard: TabMessage[] } {
  const tabs = openTabs(person);
  const heard: TabMessage[] = [];
  tabs.listen((message) => heard.push(message));
  opened.push(tabs);
  return { tabs, heard };
}

/** BroadcastChannel keeps order, so whatever was sent before `last` has arrived, or never will. */
const until = (heard: TabMessage[], last: TabMessage) => vi.waitFor(() => expect(heard.at(-1)).toEqual(last));

test("[T3] tabs of one person hear each other, and never themselves or another person's", async () => {
  const anas = [tab("ana"), tab("ana")] as const;
  const bens = tab("ben");
  const update = new Uint8Array([1, 2, 3]);
  anas[0].tabs.send({ t: "wake" });
  anas[0].tabs.send({ t: "status", status: { state: "offline", since: 5, waiting: 2 } });
  anas[0].tabs.send({ t: "awareness", way: "up", doc, update });
  bens.tabs.send({ t: "signed-out" });
  await until(anas[1].heard, { t: "awareness", way: "up", doc, update });
  expect(anas[1].heard).toHaveLength(3);
  expect(anas[0].heard).toEqual([]);
  expect(bens.heard).toEqual([]);
});

test("[T3] what is too large, and what another version says, is not heard", async () => {
  const [from, to] = [tab("ana"), tab("ana")];
  const raw = new BroadcastChannel("alcove-tabs-ana");
  opened.push(raw);
  from.tabs.send({ t: "awareness", way: "up", doc, update: new Uint8Array(awarenessBytes + 1) });
  const strange: unknown[] = [
    null,
    "wake",
    { t: "unheard-of" },
    { t: "status", status: { state: "happy" } },
    { t: "awareness", way: "up", doc: "chat/1", update: new Uint8Array(1) },
    { t: "awareness", way: "down", doc, update: new Uint8Array(awarenessBytes + 1) },
  ];
  for (const each of strange) raw.postMessage(each);
  raw.postMessage({ t: "wake" });
  await until(to.heard, { t: "wake" });
  expect(to.heard).toEqual([{ t: "wake" }]);
});

test("[T4] after closing nothing is sent and nothing is heard", async () => {
  const [left, stays, witness] = [tab("ana"), tab("ana"), tab("ana")];
  left.tabs.close();
  left.tabs.send({ t: "wake" });
  stays.tabs.send({ t: "signed-out" });
  await until(witness.heard, { t: "signed-out" });
  expect(witness.heard).toHaveLength(1);
  expect(left.heard).toEqual([]);
});
