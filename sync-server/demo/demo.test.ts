import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as codes from "../../shared/entries/codes.ts";
import type { Entry } from "../../shared/entries/entry.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { deeds } from "../../shared/policy/deeds.ts";
import { databasePath, openDatabase } from "../accounts/database.ts";
import { type Config, readConfig } from "../config.ts";
import { createContext } from "../context.ts";
import { createDemoClock } from "./demo-clock.ts";
import { isDemoFolder, markDemo, NotADemoFolder, prepareDemoFolder } from "./demo-folder.ts";
import { demoPassword } from "./demo-people.ts";
import { demoTickets, fillDemo } from "./fill.ts";

const secrets = { authSecret: "a-secret-of-the-demo-tests-0123456789" };
let dataDir: string;
let config: Config;

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "alcove-demo-test-"));
  config = readConfig({ DATA_DIR: dataDir, ALCOVE_DEMO: "1", PORT: "0" });
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

test("the sample campus passes the guard: sixty tickets in all states, with every code and every entry", async () => {
  const now = Date.now();
  const clock = createDemoClock(() => now);
  const context = await createContext(config, secrets, { now: clock.now });
  try {
    await fillDemo(context.accounts, context.desk, clock);
    const people = context.accounts.people();
    expect(people.filter(({ role }) => role === "student")).toHaveLength(12);
    expect(people.filter(({ role }) => role === "counselor")).toHaveLength(4);
    expect(people.filter(({ role }) => role === "admin")).toHaveLength(1);
    for (const person of people.slice(0, 2)) {
      expect(await context.accounts.verifyPassword(person.id, demoPassword)).toBe(true);
    }

    const tickets = demoTickets(people, now);
    // Each was accepted when its story says: by that go waiting, lists and insights.
    const docs = new Set(tickets.map(({ id }) => docName("ticket", id)));
    const accepted = await context.desk.store.acceptances({ docs, after: 0, upTo: Number.MAX_SAFE_INTEGER });
    const acceptedAt = new Map(accepted.flatMap(({ at, ids }) => ids.map((id) => [id, at])));
    const told = tickets.flatMap(({ steps }) =>
      steps.flatMap((step) => (step.kind === "ticket" ? [[step.id, step.at] as const] : [])),
    );
    for (const [id, at] of told) expect(acceptedAt.get(id)).toBe(at);
    expect(context.desk.now()).toBe(now);
    const drafts = tickets.flatMap(({ steps }) =>
      steps.flatMap((step) => (step.kind === "notes" ? [] : [step.draft])),
    );
    expect(new Set(drafts.map(({ type }) => type))).toEqual(new Set(Object.keys(deeds)));
    const values = (type: Entry["type"], field: string) =>
      new Set(drafts.filter((draft) => draft.type === type).map((draft) => Object(draft)[field]));
    expect(values("ticket.opened", "category")).toEqual(new Set(codes.categories));
    expect(values("ticket.opened", "urgency")).toEqual(new Set(codes.urgencies));
    expect(values("ticket.opened", "mode")).toEqual(new Set(codes.modes));
    expect(values("ticket.unclaimed", "reason")).toEqual(new Set(codes.unclaimReasons));
    expect(values("session.cancelled", "reason")).toEqual(new Set(codes.cancelReasons));
    expect(values("session.completed", "attendance")).toEqual(new Set(codes.attendances));
    expect(values("ticket.closed", "resolution")).toEqual(new Set(codes.resolutions));
    expect(values("session.linked", "provider")).toEqual(new Set(codes.linkProviders));
  } finally {
    await context.stop();
  }
  const db = openDatabase(databasePath(dataDir));
  const statuses = db
    .prepare<[], { status: string; count: number }>(
      "SELECT status, count(*) count FROM tickets GROUP BY status",
    )
    .all();
  db.close();
  expect(Object.fromEntries(statuses.map(({ status, count }) => [status, count]))).toEqual({
    open: 12,
    claimed: 14,
    scheduled: 10,
    in_progress: 4,
    completed: 8,
    closed: 12,
  });
}, 30_000);

test("what happened to a sample ticket happened in order and in the past, and the same each time", () => {
  const people = ["admin", "counselor", "counselor", "student", "student"].map((role, index) => ({
    id: `${role}-${index}`,
    name: role,
    email: `${index}@campus.example`,
    role:
      role === "admin"
        ? ("admin" as const)
        : role === "student"
          ? ("student" as const)
          : ("counselor" as const),
    status: "active" as const,
  }));
  for (let hour = 0; hour < 24; hour++) {
    const now = Date.UTC(2026, 10, 22, hour, 30);
    const tickets = demoTickets(people, now);
    expect(tickets).toEqual(demoTickets(people, now));
    for (const { steps } of tickets) {
      const times = steps.map(({ at }) => at);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times.at(-1)).toBeLessThanOrEqual(now);
      expect(times[0]).toBeGreaterThan(now - 60 * 86_400_000);
    }
  }
});

describe("the demo's folder", () => {
  test("one with real accounts is refused, and stays as it is", async () => {
    const context = await createContext(config, secrets);
    await context.accounts.add({ name: "Ada", email: "ada@campus.example", role: "admin", password: null });
    await context.stop();
    expect(() => prepareDemoFolder(dataDir)).toThrow(NotADemoFolder);
    expect(isDemoFolder(dataDir)).toBe(false);
  });

  test("a demo is shown again, one that was cut short is begun again", async () => {
    expect(prepareDemoFolder(dataDir)).toBe("empty");
    const context = await createContext(config, secrets);
    markDemo(dataDir, "ready");
    await context.accounts.add({ name: "Ada", email: "ada@campus.example", role: "admin", password: null });
    await context.stop();
    expect(prepareDemoFolder(dataDir)).toBe("ready");
    expect(isDemoFolder(dataDir)).toBe(true);
    markDemo(dataDir, "filling");
    expect(prepareDemoFolder(dataDir)).toBe("empty");
    expect(isDemoFolder(dataDir)).toBe(false);
  });
});
