import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAccounts } from "../accounts/accounts.ts";
import { databasePath, openDatabase } from "../accounts/database.ts";
import { readConfig } from "../config.ts";
import { TestDesk } from "./test-desk.ts";

let desk: TestDesk;
beforeEach(() => {
  desk = new TestDesk();
});
afterEach(() => desk.remove());

async function passwordOf(email: string, password: string): Promise<boolean> {
  const db = openDatabase(databasePath(desk.dataDir));
  const config = readConfig({ DATA_DIR: desk.dataDir });
  const accounts = await createAccounts({ db, config, secrets: { authSecret: null } });
  try {
    return await accounts.verifyPassword(accounts.personByEmail(email)?.id ?? "", password);
  } finally {
    accounts.close();
    db.close();
  }
}

describe("user add", () => {
  test("makes an active person with the password from stdin, in a folder that is new", async () => {
    const { code, out } = await desk.add("Ana@B.example", "counselor", "a long password");
    expect([code, out]).toEqual([0, ["Added Ana@B.example <ana@b.example> as counselor."]]);
    expect(await desk.people()).toMatchObject([
      { email: "ana@b.example", role: "counselor", status: "active" },
    ]);
    expect(await passwordOf("ana@b.example", "a long password")).toBe(true);
  });

  test("without one prints a generated password, and with a public URL a link instead", async () => {
    const argv = (email: string) => ["user", "add", "--email", email, "--name", "A", "--role", "admin"];
    const { out } = await desk.run(argv("a@b.example"));
    const password = out[1]?.replace("Password: ", "") ?? "";
    expect(password).toMatch(/^[\w-]{20}$/);
    expect(await passwordOf("a@b.example", password)).toBe(true);
    const linked = await desk.run(argv("b@b.example"), {
      env: { PUBLIC_URL: "https://desk.campus.example" },
    });
    expect(linked.out.at(-1)).toMatch(/^https:\/\/desk\.campus\.example\/reset-password#token=[\w-]{43}$/);
    expect(linked.out.join()).not.toContain("Password:");
  });

  test("refuses a weak password and an address that is taken, and adds nobody", async () => {
    expect(await desk.add("a@b.example", "admin", "short")).toMatchObject({
      code: 1,
      err: [expect.stringContaining("10 to 128")],
    });
    expect(await desk.people()).toEqual([]);
    await desk.add("a@b.example", "admin", "a long password");
    expect(await desk.add("A@b.example", "counselor", "a long password")).toMatchObject({
      code: 1,
      err: ["There is already an account with this e-mail address."],
    });
  });
});

test("[A16] hostile names are refused here too, in words", async () => {
  const named = (name: string) =>
    desk.run(["user", "add", "--email", "n@b.example", "--name", name, "--role", "student"]);
  expect(await named("A\u200bna")).toMatchObject({
    code: 1,
    err: ["The name contains an invisible character. Remove it, or type the name again."],
  });
  await desk.add("leila@b.example", "counselor", "a long password");
  expect(await named("LEILA@b.example")).toMatchObject({
    code: 1,
    err: [expect.stringMatching(/^This name looks like/)],
  });
  expect(await desk.people()).toHaveLength(1);
});

describe("user list", () => {
  test("prints a table", async () => {
    await desk.add("a@b.example", "admin", "a long password");
    await desk.add("longer@b.example", "student", "a long password");
    const { out } = await desk.run(["user", "list"]);
    expect(out).toEqual([
      "EMAIL             NAME              ROLE     STATUS  LAST SEEN (UTC)",
      "a@b.example       a@b.example       admin    active  never",
      "longer@b.example  longer@b.example  student  active  never",
    ]);
  });
});

describe("user set-role and suspend", () => {
  test("change one person", async () => {
    await desk.add("a@b.example", "admin", "a long password");
    await desk.add("c@b.example", "student", "a long password");
    expect((await desk.run(["user", "set-role", "C@b.example", "counselor"])).out).toEqual([
      "c@b.example is counselor now.",
    ]);
    expect((await desk.run(["user", "suspend", "c@b.example"])).code).toBe(0);
    expect(await desk.people()).toMatchObject([
      { email: "a@b.example", role: "admin", status: "active" },
      { email: "c@b.example", role: "counselor", status: "suspended" },
    ]);
  });

  test("leave the last active admin alone", async () => {
    await desk.add("a@b.example", "admin", "a long password");
    for (const argv of [
      ["suspend", "a@b.example"],
      ["set-role", "a@b.example", "student"],
    ]) {
      const { code, err } = await desk.run(["user", ...argv]);
      expect([code, err]).toEqual([1, ["This is the last active admin. Make another one first."]]);
    }
    expect(await desk.people()).toMatchObject([{ role: "admin", status: "active" }]);
  });

  test("of nobody fail with a sentence", async () => {
    for (const argv of [["suspend"], ["set-role"], ["reset-password"]]) {
      const rest = argv[0] === "set-role" ? ["no@b.example", "admin"] : ["no@b.example"];
      const { code, err } = await desk.run(["user", ...argv, ...rest]);
      expect([code, err]).toEqual([1, ["There is no account with the address no@b.example."]]);
    }
  });
});

describe("user reset-password", () => {
  test("sets the one from stdin, or a generated one, or prints a link and leaves the old one", async () => {
    await desk.add("a@b.example", "admin", "a long password");
    const reset = (flags: string[], options: { input?: string; env?: NodeJS.ProcessEnv } = {}) =>
      desk.run(["user", "reset-password", "a@b.example", ...flags], options);
    await reset(["--password-stdin"], { input: "another password\n" });
    expect(await passwordOf("a@b.example", "another password")).toBe(true);
    const { out } = await reset([]);
    const generated = out[1]?.replace("Password: ", "") ?? "";
    expect(await passwordOf("a@b.example", generated)).toBe(true);
    const linked = await reset([], { env: { PUBLIC_URL: "https://desk.campus.example" } });
    expect(linked.out[1]).toMatch(/^https:\/\/desk\.campus\.example\/reset-password#token=/);
    expect(await passwordOf("a@b.example", generated)).toBe(true);
  });
});

test("[A26] user confirm gives back what a new password withheld, and says where there is nothing to give back", async () => {
  await desk.add("cleo@b.example", "counselor", "a long password");
  const { out } = await desk.run(["user", "reset-password", "cleo@b.example"]);
  expect(out.join("\n")).toContain("alcove user confirm cleo@b.example");
  expect(await desk.people()).toMatchObject([{ status: "withheld" }]);
  expect(await desk.run(["user", "confirm", "cleo@b.example"])).toMatchObject({
    code: 0,
    out: ["cleo@b.example can read again what they could read before."],
  });
  expect(await desk.people()).toMatchObject([{ status: "active" }]);
  expect(await desk.run(["user", "confirm", "cleo@b.example"])).toMatchObject({ code: 1 });
});
