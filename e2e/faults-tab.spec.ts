import type { Page } from "@playwright/test";
import { askForHelp, message, say } from "./acts.ts";
import { expect, test } from "./desk.ts";
import type { Device } from "./device.ts";
import { foundOnDevice } from "./kept-on-device.ts";
import { entriesOnServer } from "./server-data.ts";

const patience = { timeout: 30_000 };

/** The tab dies as when its memory runs out: no event is fired in it any more. */
async function crash(device: Device): Promise<void> {
  const cdp = await device.context.newCDPSession(device.page);
  const crashed = device.page.waitForEvent("crash");
  // It never answers.
  void cdp.send("Page.crash").catch(() => undefined);
  await crashed;
}

/** Opens a database as a page of another version would. @returns how many ms it took */
function openAs(page: Page, name: string, version: number): Promise<void> {
  return page.evaluate(
    ([name, version]) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open(name, version);
        opening.onsuccess = () => {
          Object.assign(window, { held: opening.result });
          resolve();
        };
        opening.onerror = () => reject(opening.error);
      }),
    [name, version] as const,
  );
}

test("[R14] [R15] a tab that crashes while sending, and tabs of different versions, lose and repeat nothing", async ({
  desk,
}) => {
  const { dataDir } = desk.server;
  const person = await desk.add("student", "Max Ried");
  const student = await desk.enter(person);
  const id = await askForHelp(student.page, { title: "Everything crashes" });
  await student.synced();

  // The server has it and the device has not heard so: then the tab dies, with something half written.
  const bodies = async () =>
    (await entriesOnServer(dataDir, "chat", id)).flatMap((entry) =>
      entry.type === "chat.message" ? [entry.body] : [],
    );
  student.wire.holdAnswers();
  await say(student.page, "Did this arrive?");
  await expect.poll(bodies, patience).toEqual(["Did this arrive?"]);
  await student.page.getByLabel("Message", { exact: true }).fill("Half a thought");
  await expect.poll(() => foundOnDevice(student.page, ["Half a thought"]), patience).not.toEqual({});
  await crash(student);
  // The browser would ask for the page on a connection whose answers are held.
  student.wire.cut();
  student.wire.restore();
  student.page = await student.tab(`/tickets/${id}`);
  await expect(student.page.getByLabel("Message", { exact: true })).toHaveValue("Half a thought", patience);
  await student.synced();
  await expect(message(student.page, "Did this arrive?")).toHaveCount(1);
  expect(await bodies()).toEqual(["Did this arrive?"]);

  // A newer version changes the schema under this tab, in the middle of a word.
  const newer = await student.context.newPage();
  await newer.goto(`${student.wire.url}/healthz`);
  await student.page.getByLabel("Message", { exact: true }).fill("Half a thought, and to its last word");
  await openAs(newer, `alcove-${person.id}`, 1_000);
  await expect(student.page.getByText("Alcove was updated in another tab")).toBeVisible(patience);
  expect(await foundOnDevice(newer, ["and to its last word"])).not.toEqual({});
});

test("[R15] a tab that waits for an older one says so, and goes on by itself", async ({ desk }) => {
  const person = await desk.add("student", "Tom Berg");
  const student = await desk.visit("/healthz");
  await openAs(student.page, `alcove-${person.id}`, 1);
  await student.context.request.post(`${student.wire.url}/api/auth/sign-in/email`, {
    data: { email: person.email, password: person.password, rememberMe: true },
    headers: { origin: student.wire.url },
  });
  const page = await student.tab("/");
  await expect(page.getByText("Another tab has an older version of Alcove")).toBeVisible(patience);
  await student.page.close();
  await student.synced(page);
  await askForHelp(page, { title: "At last" });
  await student.synced(page);
});
