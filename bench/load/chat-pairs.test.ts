import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { docName } from "../../shared/log/doc-name.ts";
import { readLog } from "../../shared/log/read-log.ts";
import { readConfig } from "../../sync-server/config.ts";
import { createContext } from "../../sync-server/context.ts";
import { makeCorpus } from "../corpus.ts";
import { fillAlcove, fillMore } from "../servers/alcove-data.ts";
import { drained, openPairs, say } from "./chat-pairs.ts";

const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

test("what the load sends is accepted by the real server, acknowledged, and reaches the other device", async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), "alcove-bench-"));
  undo.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const corpus = makeCorpus({ seed: 1, tickets: 2, perStudent: 2, perCounselor: 1 });
  const filled = await fillAlcove(dataDir, corpus, { messages: 3, claimed: true });
  await fillMore(dataDir, corpus, 3, 5);
  const errors: unknown[] = [];
  const context = await createContext(
    readConfig({ DATA_DIR: dataDir, PORT: "0" }),
    { authSecret: null },
    { onError: (error) => errors.push(error) },
  );
  undo.push(() => context.stop());
  const ends: string[] = [];
  let acks = 0;
  const talkers = await openPairs({
    peer: "alcove",
    port: await context.listen(),
    corpus,
    messages: 5,
    data: filled,
    seed: 1,
    onArrived: () => undefined,
    onAck: () => acks++,
    onEnd: (reason) => ends.push(reason),
  });
  undo.push(() => {
    for (const { link } of talkers) link.close();
  });
  expect(talkers).toHaveLength(4);
  for (let count = 0; count < 5; count++) for (const talker of talkers) say(talker, performance.now());
  await drained(talkers, () => ends[0] ?? null);
  await expect.poll(() => acks, { timeout: 20_000 }).toBe(20);
  expect(talkers.map(({ arrived, acked }) => [arrived, acked])).toEqual(talkers.map(() => [5, 5]));
  for (const { id } of corpus.tickets) {
    expect(readLog([await context.desk.store.content(docName("chat", id))]).values).toHaveLength(15);
  }
  expect(errors).toEqual([]);
});
