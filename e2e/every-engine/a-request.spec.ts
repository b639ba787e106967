import { daysFromNow } from "../acts.ts";
import { expect, test } from "./campus.ts";
import { ask, claim, say } from "./deeds.ts";

test("[E1] a request is asked, claimed, talked about, scheduled and closed, over one socket for each device", async ({
  campus,
}) => {
  const [amara, ingrid] = [
    await campus.add("student", "Amara Okafor"),
    await campus.add("counselor", "Ingrid Solberg"),
  ];
  const [student, counselor] = [await campus.visit(), await campus.visit()];
  await student.signIn(amara);
  await counselor.signIn(ingrid);
  const title = "I cannot sleep before the exam";
  await ask(student, { title, words: "For two weeks now." });
  await student.synced();

  await claim(counselor, title);
  await counselor.sees("For two weeks now.");
  await say(counselor, "Good that you write. How are your evenings?");
  await student.sees("Good that you write. How are your evenings?");
  await say(student, "Full of flash cards.");
  await counselor.sees("Full of flash cards.");
  await student.sees("Seen");

  await counselor.click("button", "Schedule a session");
  const inDialog = { inDialog: true };
  await counselor.set("textbox", "Date", daysFromNow(3), inDialog);
  await counselor.set("textbox", /^Time/, "14:00", inDialog);
  await counselor.click("button", /^Schedule with/, inDialog);
  await student.sees("Scheduled");
  await student.sees(/14:00|2:00/);

  await counselor.click("button", /^Close ticket$/);
  await counselor.set("combobox", "Outcome", "Helped", inDialog);
  await counselor.click("button", /^Close ticket$/, inDialog);
  await student.sees("Closed");
  await student.synced();
  await counselor.synced();
  expect([student.wire.sockets(), counselor.wire.sockets()]).toEqual([1, 1]);
});
