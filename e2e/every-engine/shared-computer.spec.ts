import { keptOnDevice } from "../kept-on-device.ts";
import { expect, test } from "./campus.ts";
import { ask } from "./deeds.ts";

test("[E1] a shared computer keeps nothing of a person who has signed out", async ({ campus }) => {
  const hana = await campus.add("student", "Hana Novakova");
  const student = await campus.visit();
  await student.signIn(hana, { shared: true });
  await ask(student, { title: "Zimtstern title", words: "Marzipan words" });
  await student.synced();
  const kept = async () => {
    const text = await student.driver.evaluate(keptOnDevice, null);
    return [hana.id, hana.email, hana.name, "Zimtstern", "Marzipan"].filter((trace) => text.includes(trace));
  };
  expect(await kept()).toHaveLength(5);
  await student.signOut(hana);
  expect(await kept()).toEqual([]);
});
