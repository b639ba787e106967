import { expect, test } from "./desk.ts";

test("[R26][R27] a start whose database never answers says so beside the crisis lines, and reloads by itself once", async ({
  desk,
}) => {
  const student = await desk.visit("/healthz");
  await student.context.addInitScript(() => {
    // A request that no event ever answers, as WebKit's after a page was left in the middle of a transaction.
    const silent = { addEventListener() {}, removeEventListener() {} };
    IDBFactory.prototype.open = () => silent as unknown as IDBOpenDBRequest;
  });
  await student.goto("/");
  const { page } = student;
  await expect(page.getByRole("heading", { name: "Waiting for this device" })).toBeVisible({
    timeout: 15_000,
  });
  await expect(page.locator('#main a[href^="tel:"]').first()).toBeVisible();
  await page.waitForEvent("load", { timeout: 20_000 });
  await expect(page.getByRole("heading", { name: "Waiting for this device" })).toBeVisible({
    timeout: 15_000,
  });
  await expect(page.getByRole("button", { name: "Reload" })).toBeVisible();
});
