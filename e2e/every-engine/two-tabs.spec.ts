import { expect, test } from "./campus.ts";
import { ask, say } from "./deeds.ts";

test("[E1] two tabs share one socket, and the second goes on when the first is closed", async ({
  campus,
}) => {
  const gabriel = await campus.add("student", "Gabriel Sousa");
  const first = await campus.visit();
  await first.signIn(gabriel);
  await ask(first, { title: "My heart races on the tram", words: "" });
  await first.synced();
  const second = await first.tab(await first.path());
  await second.synced();
  await say(second, "It happened again.");
  await second.synced();
  await first.sees("It happened again.");
  expect(first.wire.sockets()).toBe(1);

  await first.driver.close();
  await say(second, "I got off a stop early.");
  await second.synced();
  expect(first.wire.sockets()).toBe(2);
});
