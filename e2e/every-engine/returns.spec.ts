import { expect, test } from "./campus.ts";
import { ask, claim, say } from "./deeds.ts";

// Under Playwright both load the page anew, so one of them shows it; WebKit keeps the page whole.
test.skip(({ engineName }) => engineName === "firefox", "Chromium shows the same");

test("[E7] a page that was left and comes back by the back button goes on, and knows what happened meanwhile", async ({
  campus,
  engine,
}) => {
  const [amara, noor] = [
    await campus.add("student", "Amara Okafor"),
    await campus.add("counselor", "Noor Haddad"),
  ];
  const [student, counselor] = [await campus.visit("/", { plain: true }), await campus.visit()];
  await student.signIn(amara);
  await counselor.signIn(noor);
  const title = "My heart races on the tram";
  await ask(student, { title, words: "" });
  await claim(counselor, title);
  await student.sees("Claimed");
  await student.synced();
  await student.driver.evaluate(() => {
    addEventListener("pageshow", ({ persisted }) => Object.assign(window, { persisted }));
  }, null);

  await student.goto("/healthz");
  await say(counselor, "Does it also happen at home?");
  await student.driver.evaluate(() => history.back(), null);
  await student.sees("Does it also happen at home?");
  await say(student, "Only on the tram.");
  await counselor.sees("Only on the tram.");
  await student.synced();
  // WebKit keeps the page whole; Playwright's other engines load it anew.
  const kept = await student.driver.evaluate(() => "persisted" in window && window.persisted, null);
  expect(kept).toBe(engine.name === "webkit");
  expect(student.wire.sockets()).toBe(2);
});
