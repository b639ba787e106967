import { askForHelp } from "./acts.ts";
import { expect, test } from "./desk.ts";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const arabic = "لا أستطيع النوم قبل الامتحانات، وأحتاج إلى من أتحدث معه";

test("[D29] [D30] Arabic runs from the right, a long word stays in its card, and Enter breaks the line on a phone", async ({
  desk,
}) => {
  const student = await desk.enter(await desk.add("student", "Layla Haddad"), phone);
  const { page } = student;
  await askForHelp(page, { title: arabic });
  await expect(page.getByRole("heading", { level: 1 })).toHaveCSS("direction", "rtl");

  const field = page.getByRole("textbox", { name: "Message", exact: true });
  await field.fill(arabic);
  await expect(field).toHaveCSS("direction", "rtl");
  await field.press("Enter");
  await field.pressSequentially("x".repeat(200));
  await page.getByRole("button", { name: "Send" }).click();
  const sent = page.getByRole("listitem").getByText(`${arabic}\n${"x".repeat(200)}`);
  await expect(sent).toHaveCSS("direction", "rtl");
  await student.synced();

  await page.goto(`${student.wire.url}/`);
  await expect(page.getByText(arabic).first()).toBeVisible();
  const beyond = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(beyond).toBe(0);
});
