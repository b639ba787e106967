import { askForHelp, claim, message, openFromQueue, say } from "./acts.ts";
import { expect, test } from "./desk.ts";
import { entriesOnServer } from "./server-data.ts";

test("the app is installable, and starts cold with no network", async ({ desk }) => {
  const student = await desk.install(await desk.add("student", "Jaya Patel"));
  const session = await student.context.newCDPSession(student.page);
  const { manifest, errors } = await session.send("Page.getAppManifest").then((answer) => ({
    manifest: JSON.parse(answer.data ?? "{}") as Record<string, unknown>,
    errors: answer.errors,
  }));
  expect(errors).toEqual([]);
  expect(manifest).toMatchObject({ name: "Alcove", display: "standalone", start_url: "/" });
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  expect(installabilityErrors).toEqual([]);

  const ticketId = await askForHelp(student.page, { title: "After a break-up" });
  await student.synced();
  await student.offline();
  await student.restarted("/", { offline: true });
  await student.page.getByRole("link", { name: "After a break-up" }).click();
  await expect(student.page.getByRole("heading", { level: 1, name: "After a break-up" })).toBeVisible();
  await student.restarted(`/tickets/${ticketId}`, { offline: true });
  await expect(student.page.getByRole("heading", { level: 1, name: "After a break-up" })).toBeVisible();
});

test("the crisis lines are there offline, for somebody who never signed in", async ({ desk }) => {
  const visitor = await desk.visit("/");
  await expect(visitor.page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await visitor.cached();
  visitor.wire.cut();
  await visitor.context.setOffline(true);
  await visitor.page.close();
  visitor.page = await visitor.tab("/crisis");
  await expect(visitor.page.getByRole("link", { name: /112/ })).toHaveAttribute("href", "tel:112");
});

test("what waits is sent by the service worker when no tab is open", async ({ desk }) => {
  const counselor = await desk.enter(await desk.add("counselor", "Leila Haddad"));
  const student = await desk.install(await desk.add("student", "Kofi Mensah"));
  const title = "I pretend to be fine";
  const ticketId = await askForHelp(student.page, { title });
  await openFromQueue(counselor.page, "Unclaimed", title);
  await claim(counselor.page);
  await expect(student.page.getByLabel("Message", { exact: true })).toBeVisible();
  await student.context.grantPermissions(["background-sync"], { origin: student.wire.url });
  await student.synced();
  await student.offline();
  await say(student.page, "Written on the underground");
  await expect(message(student.page, "Written on the underground")).toContainText("Waiting to be sent");

  // A page of another origin keeps the browser open, none of the app's does.
  const elsewhere = await student.context.newPage();
  await elsewhere.goto("about:blank");
  await student.page.close();
  await student.online();
  const bodies = async () =>
    (await entriesOnServer(desk.server.dataDir, "chat", ticketId)).flatMap((entry) =>
      entry.type === "chat.message" ? [entry.body] : [],
    );
  await expect.poll(bodies, { timeout: 30_000 }).toEqual(["Written on the underground"]);
  await expect(message(counselor.page, "Written on the underground")).toBeVisible();
  expect(student.context.pages().filter((page) => page.url().startsWith(student.wire.url))).toEqual([]);
});
