import { chromium as launchOptions } from "../scripts/chromium-launch.ts";
import { expect, test } from "./desk.ts";

test("[R17] opened over http by its name on the network, the app says that it needs https, beside the crisis lines", async ({
  desk,
  playwright,
}) => {
  const options = launchOptions();
  const browser = await playwright.chromium.launch({
    ...options,
    args: [...(options.args ?? []), "--host-resolver-rules=MAP desk.lan 127.0.0.1"],
  });
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await page.goto(`http://desk.lan:${desk.server.port}/`);
  await expect(page.getByRole("heading", { name: "Alcove needs a secure address" })).toBeVisible();
  await expect(page.getByText(/https:\/\//)).toBeVisible();
  await expect(page.getByRole("link", { name: /112/ }).first()).toBeVisible();
  await expect(page.getByText(/cookies/)).toHaveCount(0);
  await browser.close();
});
