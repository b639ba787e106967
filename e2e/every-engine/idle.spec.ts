import { expect, test } from "./campus.ts";

/** How long one socket has to last, in ms; a device that took an error for a lost line opened two a second. */
const lastsMs = 20_000;

test("[E2][E6] a device that is signed in and idle keeps the one socket that it opened, and says what its browser lacks", async ({
  campus,
  engine,
}) => {
  const student = await campus.visit();
  await student.signIn(await campus.add("student", "Lin Zhao"));
  await expect.poll(() => student.wire.longestSocketMs(), { timeout: 3 * lastsMs }).toBeGreaterThan(lastsMs);
  await student.synced();
  expect(student.wire.sockets()).toBe(1);

  await student.goto("/settings");
  await student.sees("This device");
  const sendsInBackground = engine.name === "chromium";
  const words = await student.text();
  expect(words.includes("This browser sends only while Alcove is open")).toBe(!sendsInBackground);
});
