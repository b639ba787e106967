import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TestDesk } from "./test-desk.ts";

let desk: TestDesk;
beforeEach(() => {
  desk = new TestDesk();
});
afterEach(() => desk.remove());

test.each([[], ["users"], ["user"], ["user", "delete"], ["constructor"], ["toString"]])(
  "%j is not understood: the help on stderr, exit 2",
  async (...argv) => {
    const { code, out, err } = await desk.run(argv);
    expect([code, out]).toEqual([2, []]);
    expect(err.join("\n")).toMatch(/Usage: .*restore <file>/s);
  },
);

test("help that was asked for goes to stdout, exit 0", async () => {
  const { code, out, err } = await desk.run(["--help"]);
  expect([code, err]).toEqual([0, []]);
  expect(out.join("\n")).toContain("user add --email");
});

test.each([
  [["user", "add"], "--email is missing"],
  [["user", "add", "--email", "a@b.example", "--name", "A"], "--role is missing"],
  [
    ["user", "add", "--email", "nobody", "--name", "A", "--role", "admin"],
    "--email is not an e-mail address",
  ],
  [
    ["user", "add", "--email", "a@b.example", "--name", "A", "--role", "root"],
    "--role is one of student, counselor, admin",
  ],
  [["user", "add", "--root"], "Unknown option '--root'"],
  [["user", "set-role", "a@b.example"], "something is missing"],
  [["user", "set-role", "a@b.example", "root"], "the role is one of student, counselor, admin"],
  [["user", "suspend"], "something is missing"],
  [["backup"], "something is missing"],
  [["restore", "a", "b"], "there is too much"],
])("%j: exit 2, and why: %s", async (argv, why) => {
  const { code, err } = await desk.run(argv);
  expect(code).toBe(2);
  expect(err[0]).toBe(`Not understood: ${why}.`);
  expect(err[1]).toMatch(/^Usage: alcove /);
});

test("a bad setting is one sentence on stderr, exit 1", async () => {
  const { code, err } = await desk.run(["user", "list"], { env: { PORT: "eight" } });
  expect([code, err]).toEqual([1, ["PORT must be a port number"]]);
});

test("the real program: reads the password from stdin, prints on stdout, ends by itself", () => {
  const program = fileURLToPath(new URL("../cli.ts", import.meta.url));
  const alcove = (argv: string[], input = "") =>
    spawnSync(process.execPath, [program, ...argv], {
      input,
      encoding: "utf8",
      env: { ...process.env, DATA_DIR: desk.dataDir },
    });
  const added = alcove(
    ["user", "add", "--email", "a@b.example", "--name", "Ana", "--role", "admin", "--password-stdin"],
    "a long password\n",
  );
  expect([added.status, added.stdout, added.stderr]).toEqual([0, "Added Ana <a@b.example> as admin.\n", ""]);
  const refused = alcove(["user", "suspend", "a@b.example"]);
  expect([refused.status, refused.stdout, refused.stderr]).toEqual([
    1,
    "",
    "This is the last active admin. Make another one first.\n",
  ]);
  expect(alcove(["nothing"]).status).toBe(2);
});
