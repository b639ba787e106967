import type { Page } from "@playwright/test";
import { askForHelp, ticketIdOf } from "./acts.ts";
import { expect, test } from "./desk.ts";
import { withAccounts } from "./server-data.ts";

const usual = "correct horse battery";

async function signUpAs(page: Page, name: string): Promise<void> {
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Create account" }).click();
}

async function signUp(page: Page, name: string, email: string, password = usual): Promise<void> {
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
}

test("from an empty folder: the first admin, an invited counselor, a student who waits and is approved", async ({
  desk,
}) => {
  await expect.poll(desk.server.printed).toContain("/setup");
  const { pathname, search, hash } = new URL(/https?:\S+\/setup\S+/.exec(desk.server.printed())?.[0] ?? "");
  const admin = await desk.visit(pathname + search + hash);
  await admin.page.getByLabel("Your name").fill("Ruth Mwangi");
  await admin.page.getByLabel("E-mail address").fill("ruth@campus.example");
  await admin.page.getByRole("textbox", { name: "Password" }).fill(usual);
  await admin.page.getByRole("button", { name: "Create the admin account" }).click();
  await expect(admin.page.getByRole("heading", { level: 1, name: "Oversight" })).toBeVisible();

  await admin.page.getByRole("link", { name: "People" }).first().click();
  await admin.page.getByRole("button", { name: "Invite" }).click();
  const dialog = admin.page.getByRole("dialog");
  await dialog.getByLabel("E-mail address").fill("leila@campus.example");
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const invitation = new URL(await dialog.getByRole("status").innerText());
  await dialog.getByRole("button", { name: "Done" }).click();

  const counselor = await desk.visit(invitation.pathname + invitation.search + invitation.hash);
  await counselor.page.getByLabel("Your name").fill("Leila Haddad");
  await counselor.page.getByRole("textbox", { name: "Password" }).fill(usual);
  await counselor.page.getByRole("button", { name: "Create my account" }).click();
  await expect(counselor.page.getByRole("heading", { level: 1, name: "Queue" })).toBeVisible();
  const again = await desk.visit(invitation.pathname + invitation.search + invitation.hash);
  await expect(again.page.getByRole("alert")).toBeVisible();
  await expect(again.page.getByLabel("Your name")).toBeHidden();

  const student = await desk.visit("/");
  await signUp(student.page, "Isaac Cohen", "isaac@elsewhere.example");
  await expect(student.page.getByRole("heading", { name: "Waiting for approval" })).toBeVisible();
  const mallory = await desk.visit("/");
  await signUp(mallory.page, "Isaac Newman", "isaac@elsewhere.example", "a secret of somebody else");
  await expect(mallory.page.getByRole("alert")).toContainText("You could not be signed in");
  await signUpAs(mallory.page, "LeiIa Haddad");
  await expect(mallory.page.getByRole("alert")).toContainText(
    "looks like the name of somebody who works here",
  );
  await admin.page.reload();
  await admin.page
    .getByRole("listitem")
    .filter({ hasText: "Isaac Cohen" })
    .getByRole("button", { name: "Approve" })
    .click();
  await admin.page.getByRole("link", { name: "Audit log" }).click();
  await expect(admin.page.getByText("Ruth Mwangi approved Isaac Cohen.")).toBeVisible();
  await expect(
    admin.page.getByText("Ruth Mwangi invited leila@campus.example as a counselor."),
  ).toBeVisible();
  const download = admin.page.waitForEvent("download");
  await admin.page.getByRole("button", { name: "Download as CSV" }).click();
  expect((await download).suggestedFilename()).toBe("alcove-audit.csv");
  await student.page.getByRole("button", { name: "Check again" }).click();
  await askForHelp(student.page, { title: "Is this the right subject?" });
  await expect(counselor.page.getByRole("link", { name: "Is this the right subject?" })).toBeVisible();
});

test.describe("where the campus names its own mail domain", () => {
  test.use({ serverEnv: { ALCOVE_STUDENT_DOMAINS: "campus.example" } });

  test("its students may ask for help at once, others wait", async ({ desk }) => {
    const student = await desk.visit("/");
    await signUp(student.page, "Lin Wei", "lin.wei@campus.example");
    await expect(student.page.getByRole("link", { name: "Ask for help" }).first()).toBeVisible();
    const other = await desk.visit("/");
    await signUp(other.page, "Max Muster", "max@campus.example.org");
    await expect(other.page.getByRole("heading", { name: "Waiting for approval" })).toBeVisible();
  });
});

test("somebody suspended is locked out at once, with their words kept", async ({ desk }) => {
  const person = await desk.add("student", "Daniyar Akhmetov");
  const student = await desk.enter(person);
  const admin = await desk.enter(await desk.add("admin", "Ruth Mwangi"));
  await askForHelp(student.page, { title: "My flatmates no longer talk to me" });
  const id = ticketIdOf(student.page);
  await student.synced();
  await admin.page.getByRole("link", { name: "People" }).first().click();
  await admin.page.getByRole("button", { name: "More for Daniyar Akhmetov" }).click();
  await admin.page.getByRole("menuitem", { name: "Suspend" }).click();
  await admin.page.getByRole("dialog").getByRole("button", { name: "Suspend", exact: true }).click();

  await expect(student.page.getByText("Your account is suspended")).toBeVisible();
  await student.goto(`/tickets/${id}`);
  await expect(student.page.getByText("Your account is suspended")).toBeVisible();
  await expect(student.page.getByText("My flatmates no longer talk to me")).toBeHidden();

  await admin.page
    .getByRole("listitem")
    .filter({ hasText: person.name })
    .getByRole("button", { name: "Reactivate" })
    .click();
  await expect(admin.page.getByRole("button", { name: "Reactivate" })).toBeHidden();
  await student.page.getByLabel("Password").first().fill(person.password);
  await student.page.getByRole("button", { name: "Sign in" }).click();
  await expect(student.page.getByText("My flatmates no longer talk to me").first()).toBeVisible();
});

test("a new password from the console opens nothing until another counselor confirms it", async ({
  desk,
}) => {
  const cleo = await desk.add("counselor", "Cleo Novak");
  const colleague = await desk.enter(await desk.add("counselor", "Kenji Mori"));
  const student = await desk.enter(await desk.add("student", "Lin Wei"));
  await askForHelp(student.page, { title: "Words for Cleo" });
  const before = await desk.enter(cleo);
  await expect(before.page.getByRole("link", { name: "Words for Cleo" })).toBeVisible();
  await withAccounts(desk.server.dataDir, async (accounts) => accounts.setPassword(cleo.id, cleo.password));
  await expect(before.page.getByRole("button", { name: "Sign in" })).toBeVisible();

  await before.page.getByLabel("Password").first().fill(cleo.password);
  await before.page.getByRole("button", { name: "Sign in" }).click();
  await expect(
    before.page.getByRole("heading", { name: "Somebody must confirm that it's you" }),
  ).toBeVisible();
  await expect(before.page.getByText("Ask another counselor, in person or by phone.")).toBeVisible();
  await before.goto("/queue");
  await expect(before.page.getByText("Words for Cleo")).toBeHidden();

  await colleague.page.reload();
  await colleague.page.getByRole("link", { name: "Confirm" }).click();
  await expect(colleague.page.getByText("Ask them in person or by phone before you confirm.")).toBeVisible();
  await colleague.page.getByRole("button", { name: "Confirm Cleo Novak" }).click();
  await expect(colleague.page.getByText("Nothing to confirm")).toBeVisible();
  await before.page.getByRole("button", { name: "Check again" }).click();
  await expect(before.page.getByRole("link", { name: "Words for Cleo" })).toBeVisible();
});
