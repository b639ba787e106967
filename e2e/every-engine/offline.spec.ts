import { test } from "./campus.ts";
import { ask, claim, openFromQueue, say } from "./deeds.ts";

test("[E1] offline, the app starts again, shows the crisis lines and keeps what is written, and sends it later", async ({
  campus,
}) => {
  const [carla, tomas] = [
    await campus.add("student", "Carla Rossi"),
    await campus.add("counselor", "Tomas Rivera"),
  ];
  const [student, counselor] = [await campus.visit(), await campus.visit()];
  await student.signIn(carla);
  await counselor.signIn(tomas);
  const [first, second] = ["Two jobs at once", "Which subject?"];
  await ask(student, { title: first, words: "Since August." });
  await claim(counselor, first);
  await student.cached();
  await counselor.cached();

  await counselor.offline();
  await say(counselor, "What does your week look like?");
  await student.offline();
  await student.goto("/crisis");
  await student.sees("In crisis?");
  await student.sees("112");
  await student.goto("/");
  await student.sees(/offline since/);
  await student.sees(first);
  await ask(student, { title: second, words: "Asked in the tram." });
  await student.sees(/waiting to be sent|not been sent/i);
  await counselor.driver.reload();
  await counselor.sees("What does your week look like?");
  await counselor.sees(/Waiting to be sent/i);

  counselor.wire.restore();
  student.wire.restore();
  await counselor.synced();
  await student.synced();
  await openFromQueue(counselor, "Unclaimed", second);
  await counselor.sees("Asked in the tram.");
  await student.click("link", /Alcove|My (tickets|requests)|Home/);
  await student.click("link", first);
  await student.sees("What does your week look like?");
});
