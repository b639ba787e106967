import { expect, test, type Visitor } from "./campus.ts";
import { ask, say } from "./deeds.ts";

test.skip(({ engineName }) => engineName !== "webkit", "only WebKit's storage lives and locks like this");

const cannotSave = "Alcove cannot read or save anything on this device right now.";

test("[R26] where WebKit's storage process dies the page mends itself once, then says so; nothing that waits is lost", async ({
  campus,
}) => {
  const student = await campus.visit("/", { plain: true });
  await student.signIn(await campus.add("student", "Amara Okafor"));
  await ask(student, { title: "My heart races on the tram", words: "" });
  await student.synced();
  await student.cached();
  await student.offline();
  await say(student, "It happened again.");
  const page = await startOf(student);

  await losesStorage(student);
  await expect.poll(() => startOf(student), { timeout: 30_000 }).toBeGreaterThan(page);
  await student.sees("It happened again.");
  await student.sees("Waiting to be sent");

  // Lately mended so: now the person decides.
  await losesStorage(student);
  await student.sees(cannotSave);
  await student.seesNot(/nothing waits|everything is on the server|will be sent when/i);
  await student.click("button", "Reload");
  await student.seesNot(cannotSave);
  student.wire.restore();
  await student.synced();
  await student.sees("It happened again.");
});

test("[R28] a page that is left while WebKit reads or makes a database locks nobody out", async ({
  campus,
}) => {
  const student = await campus.visit("/", { plain: true });
  for (const visit of [1, 2, 3]) await student.goto(`/?${visit}`);
  await student.signIn(await campus.add("student", "Amara Okafor"));
  for (const visit of [4, 5, 6, 7]) {
    await student.goto(`/?${visit}`);
    await student.goto(`/tickets?${visit}`);
  }
  await expect.poll(() => student.text(), { timeout: 10_000 }).toMatch(/^synced$/m);
});

/** As an app that is suspended by iOS, and then looked at again. */
async function losesStorage(person: Visitor): Promise<void> {
  person.driver.killStorage?.();
  await person.driver.evaluate(() => void document.dispatchEvent(new Event("visibilitychange")), null);
}

/** When the page that is shown was loaded, ms since the epoch; 0 while none answers. */
function startOf(person: Visitor): Promise<number> {
  return person.driver.evaluate(() => performance.timeOrigin, null).catch(() => 0);
}
