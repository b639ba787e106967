import { nextVersion, nextVersionWithWrongFile, test } from "./client-copy.ts";
import { expect } from "./desk.ts";
import type { Device } from "./device.ts";

/** Lets the browser look for a new version, and says what became of it. */
function lookForUpdate({ page }: Device): Promise<string> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration?.update();
    const worker = registration?.installing ?? null;
    if (worker === null) return registration?.waiting?.state ?? "none";
    return new Promise((resolve) => {
      const settled = () => worker.state !== "installing" && resolve(worker.state);
      worker.addEventListener("statechange", settled);
      settled();
    });
  });
}

test("a new version says that it is ready, and starts when the person says so", async ({
  desk,
  clientDir,
}) => {
  const student = await desk.enter(await desk.add("student", "Farah Siddiqui"));
  await student.cached();
  const { page } = student;
  await page.getByRole("link", { name: "Ask for help" }).first().click();
  await page.getByRole("textbox", { name: "In a few words" }).fill("In the middle of a word");
  nextVersion(clientDir);
  await page.evaluate(async () => {
    await (await navigator.serviceWorker.getRegistration())?.update();
  });
  await expect(page.getByText("A new version is ready.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "In a few words" })).toHaveValue("In the middle of a word");

  const reloaded = page.waitForEvent("load");
  await page.getByRole("button", { name: "Update now" }).click();
  await reloaded;
  await expect(page.getByRole("textbox", { name: "In a few words" })).toHaveValue("In the middle of a word");
  await expect(page.getByText("A new version is ready.")).toBeHidden();
  const script = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    return { active: registration?.active?.state, waiting: registration?.waiting ?? null };
  });
  expect(script).toEqual({ active: "activated", waiting: null });
});

test("[T16] a file of an update that is somebody else's page is not installed, and the version before goes on", async ({
  desk,
  clientDir,
}) => {
  const student = await desk.enter(await desk.add("student", "Ines Duarte"));
  await student.cached();
  const putRight = nextVersionWithWrongFile(clientDir);
  expect(await lookForUpdate(student)).toBe("redundant");
  await student.offline();
  for (const path of ["/", "/crisis"]) {
    await student.page.goto(student.wire.url + path);
    await expect(student.page.getByRole("heading", { level: 1 })).toBeVisible();
  }

  putRight();
  await student.online();
  expect(await lookForUpdate(student)).toBe("installed");
  await expect(student.page).toHaveTitle(/Alcove/);
});

test("[T16] an app that was installed with somebody else's page in it mends itself with the next version", async ({
  desk,
  clientDir,
}) => {
  const student = await desk.enter(await desk.add("student", "Petra Lang"));
  await student.cached();
  // What a version that did not verify its files kept on this device.
  await student.page.evaluate(async () => {
    const cache = await caches.open(`workbox-precache-v2-${location.origin}/`);
    await cache.put("/assets/main.js", new Response("terms", { headers: { "Content-Type": "text/html" } }));
  });
  nextVersion(clientDir);
  const reloaded = student.page.waitForEvent("load");
  await student.page.evaluate(async () => {
    await (await navigator.serviceWorker.getRegistration())?.update();
  });
  await reloaded;
  await expect
    .poll(() => student.page.evaluate(() => caches.keys()))
    .not.toContainEqual(expect.stringMatching(/^workbox-/));
});
