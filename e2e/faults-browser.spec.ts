import { askForHelp, claim, daysFromNow, message, openFromQueue, say, schedule, trayOn } from "./acts.ts";
import { expect, test } from "./desk.ts";
import { entriesOnServer } from "./server-data.ts";

const patience = { timeout: 30_000 };
const dayMs = 86_400_000;

test("[R17] [R18] [R19] a browser with a wrong clock and without localStorage loses and delays nothing", async ({
  desk,
}) => {
  const counselor = await desk.enter(await desk.add("counselor", "Eva Stein"));
  const person = await desk.add("student", "Kim Vega");
  const student = await desk.visit("/healthz");
  await student.context.request.post(`${student.wire.url}/api/auth/sign-in/email`, {
    data: { email: person.email, password: person.password, rememberMe: true },
    headers: { origin: student.wire.url },
  });
  await student.context.addInitScript((ahead) => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("Access is denied for this document.", "SecurityError");
        },
      });
    }
    const RealDate = Date;
    window.Date = class extends RealDate {
      constructor(...parts: ConstructorParameters<typeof RealDate> | []) {
        if (parts.length === 0) super(RealDate.now() + ahead);
        else super(...(parts as [number]));
      }
      static override now(): number {
        return RealDate.now() + ahead;
      }
    } as DateConstructor;
  }, 3 * dayMs);
  await student.goto("/");
  const { page } = student;
  await student.synced();
  await student.offline();
  const id = await askForHelp(page, { title: "What day is it?" });
  await student.online();
  await student.synced();

  await openFromQueue(counselor.page, "Unclaimed", "What day is it?");
  await claim(counselor.page);
  await schedule(counselor.page, { day: daysFromNow(1), time: "12:00", link: "https://meet.example.org/x" });
  await counselor.synced();
  await expect(page.getByText(/^in (1 day|\d+ h|\d+ min)/).first()).toBeVisible(patience);
  await student.offline();
  await say(page, "On time.");
  await page.reload();
  await expect(message(page, "On time.")).toContainText("Waiting to be sent", patience);
  await student.online();
  await student.synced();
  await expect(message(counselor.page, "On time.")).toBeVisible(patience);
  for (const kind of ["ticket", "chat"] as const) {
    const entries = await entriesOnServer(desk.server.dataDir, kind, id);
    expect(entries, kind).not.toEqual([]);
    for (const { at } of entries) expect(at).toBeLessThanOrEqual(Date.now());
  }
  expect(await trayOn(page)).toEqual([]);
});

test("[R17] a browser that lets the app keep nothing says so, beside the crisis lines", async ({ desk }) => {
  const visitor = await desk.visit("/healthz");
  await visitor.context.addInitScript(() => {
    Object.defineProperty(window, "indexedDB", { value: undefined });
  });
  await visitor.goto("/");
  await expect(visitor.page.getByRole("heading", { name: "Alcove cannot keep anything here" })).toBeVisible(
    patience,
  );
  await expect(visitor.page.getByRole("link", { name: "Emergency services 112" })).toBeVisible();
});
