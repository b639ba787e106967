import { afterAll, beforeAll, expect, test } from "vitest";
import { MailServer } from "../notifications/stand-in/mail-server.ts";
import { TestDesk } from "./test-desk.ts";

const desk = new TestDesk();
let mail: MailServer;
beforeAll(async () => {
  mail = await MailServer.start();
});
afterAll(async () => {
  await mail.close();
  desk.remove();
});

const env = () => ({ SMTP_URL: mail.url, MAIL_FROM: "Alcove <desk@campus.example>" });

test("a test mail arrives, and the command says so", async () => {
  const { code, out } = await desk.run(["testmail", "host@campus.example"], { env: env() });
  expect(code).toBe(0);
  expect(out.join()).toContain("host@campus.example");
  expect(mail.received).toHaveLength(1);
  expect(mail.received[0]?.parsed).toMatchObject({ subject: "This is a test. It works." });
});

test("with a name and a password, and through to the server's own answer when they are wrong", async () => {
  const url = (pass: string) => mail.url.replace("//", `//desk:${pass}@`);
  const right = await desk.run(["testmail", "a@campus.example"], {
    env: { ...env(), SMTP_URL: url("right") },
  });
  expect(right.code).toBe(0);
  const wrong = await desk.run(["testmail", "a@campus.example"], {
    env: { ...env(), SMTP_URL: url("wrong") },
  });
  expect(wrong.code).toBe(1);
  expect(wrong.err.join()).toContain("535 5.7.8");
  expect(wrong.err.join()).not.toContain("desk:wrong");
});

test("what is missing or refused is named", async () => {
  const none = await desk.run(["testmail", "a@campus.example"]);
  expect([none.code, none.err.join()]).toEqual([1, expect.stringContaining("SMTP_URL and MAIL_FROM")]);
  const half = await desk.run(["testmail", "a@campus.example"], { env: { SMTP_URL: mail.url } });
  expect([half.code, half.err.join()]).toEqual([1, expect.stringContaining("go together")]);
  const bad = await desk.run(["testmail", "nobody"], { env: env() });
  expect(bad.code).toBe(2);
  mail.refuse("gone@campus.example", 550, "5.1.1 No such user");
  const gone = await desk.run(["testmail", "gone@campus.example"], { env: env() });
  expect([gone.code, gone.err.join()]).toEqual([1, expect.stringContaining("550 5.1.1")]);
  const away = await desk.run(["testmail", "a@campus.example"], {
    env: { ...env(), SMTP_URL: "smtp://127.0.0.1:1" },
  });
  expect([away.code, away.err.join()]).toEqual([
    1,
    expect.stringContaining("no answer from the mail server"),
  ]);
});
