import { test } from "./campus.ts";
import { ask, claim, openNotes } from "./deeds.ts";

test("[E1] notes are written, saved, and there again after a reload", async ({ campus }) => {
  const [bram, noor] = [
    await campus.add("student", "Bram de Wit"),
    await campus.add("counselor", "Noor Haddad"),
  ];
  const [student, counselor] = [await campus.visit(), await campus.visit()];
  await student.signIn(bram);
  await counselor.signIn(noor);
  const title = "My landlord wrote to me";
  await ask(student, { title, words: "" });
  await claim(counselor, title);
  await openNotes(counselor);
  await counselor.fill("Case notes", "Rents a room since May.");
  await counselor.sees(/^Saved/m);
  await counselor.driver.reload();
  await counselor.sees("Rents a room since May.");
  await counselor.synced();
});
