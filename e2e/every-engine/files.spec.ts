import { fileURLToPath } from "node:url";
import { expect, test } from "./campus.ts";
import { ask, attach, claim } from "./deeds.ts";

const picture = fileURLToPath(new URL("../../client/public/icons/alcove-512.png", import.meta.url));

test("[E1] a picture arrives and is opened large", async ({ campus, engine }) => {
  test.skip(engine.name === "webkit", "WebKit sends no body that is a piece of a stored Blob");
  const [amara, noor] = [
    await campus.add("student", "Amara Okafor"),
    await campus.add("counselor", "Noor Haddad"),
  ];
  const [student, counselor] = [await campus.visit(), await campus.visit()];
  await student.signIn(amara);
  await counselor.signIn(noor);
  const title = "My landlord wrote to me";
  await ask(student, { title, words: "" });
  await claim(counselor, title);

  await attach(student, picture);
  await student.click("button", /^Send$/);
  await student.synced();
  await counselor.click("img", "show it larger");
  await expect
    .poll(() => counselor.driver.evaluate(widthOfLargePicture, null), { timeout: 20_000 })
    .toBeGreaterThan(500);
  await counselor.driver.press("Escape");
  await counselor.findsNo("dialog", "alcove-512");
});

/** Runs in the page. @returns pixels of the picture that is shown large; 0 while none is drawn */
function widthOfLargePicture(): number {
  return document.querySelector<HTMLImageElement>("[role=dialog] img")?.naturalWidth ?? 0;
}
