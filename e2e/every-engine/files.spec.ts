import { fileURLToPath } from "node:url";
import { expect, test, type Visitor } from "./campus.ts";
import { ask, attach, claim } from "./deeds.ts";

const picture = fileURLToPath(new URL("../../client/public/icons/alcove-512.png", import.meta.url));

test("[E1] a picture arrives and is opened large, and again from the device", async ({ campus }) => {
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
  await opensLarge(student);
  await opensLarge(counselor);
  await student.synced();
  await counselor.cached();
  await counselor.offline();
  await counselor.driver.reload();
  await opensLarge(counselor);
});

async function opensLarge(person: Visitor): Promise<void> {
  await person.click("img", "show it larger");
  const width = () => person.driver.evaluate(widthOfLargePicture, null);
  await expect.poll(width, { timeout: 20_000 }).toBe(512);
  await person.driver.press("Escape");
  await person.findsNo("dialog", "alcove-512");
}

/** Runs in the page. @returns pixels of the picture that is shown large; 0 while none is drawn */
function widthOfLargePicture(): number {
  const picture = document.querySelector<HTMLImageElement>("[role=dialog] img");
  return picture !== null && picture.clientWidth > 300 ? picture.naturalWidth : 0;
}
