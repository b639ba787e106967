import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as Y from "yjs";
import type { Draft, Entry } from "../../shared/entries/entry.ts";
import { databasePath } from "../accounts/database.ts";
import { startDesk } from "../sync/test-desk.ts";
import { TestDevice } from "../sync/test-device.ts";
import { endProcesses, startProcess } from "../sync/test-process.ts";
import { type FaultCampus, makeFaultCampus, wrongIn } from "./campus.ts";
import { DiskImages } from "./disk-images.ts";
import { startFaulty } from "./faulty-server.ts";
import { onEveryPoint } from "./points.ts";

const dayMs = 86_400_000;
/** Milliseconds; generous, as machines are slow and shared. */
const longTimeout = 120_000;

/** What a database holds of entries, and of the jobs that were written with them. */
function heldIn(dataDir: string): { entries: string[]; jobs: string[] } {
  const db = new Database(databasePath(dataDir), { fileMustExist: true });
  try {
    return {
      entries: db.prepare<[], string>("SELECT id FROM entries ORDER BY seq, clock").pluck().all(),
      // A delivery follows from a notice, in a transaction of its own.
      jobs: db.prepare<[], string>("SELECT id FROM jobs WHERE kind <> 'notice-delivery'").pluck().all(),
    };
  } finally {
    db.close();
  }
}

describe("every point of every commit", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "alcove-points-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test(
    "[R2] what kill -9 leaves is sound, agrees with its logs, and holds all of an entry or nothing; what was acknowledged is there",
    async () => {
      const desk = await startDesk();
      const [sam, cleo, carl] = [
        await desk.connect(await desk.add("student", "Sam")),
        await desk.connect(await desk.add("counselor", "Cleo")),
        await desk.connect(await desk.add("counselor", "Carl")),
      ];
      const disk = new DiskImages(desk.dataDir, folder);
      const points: string[] = [];
      const toldAt: { image: number; id: string }[] = [];
      const stop = onEveryPoint((point) => {
        points.push(point);
        disk.take(point);
      });
      const write = async <E extends Entry>(who: TestDevice, doc: string, draft: Draft<E>) => {
        const entry = who.entry<E>(draft);
        expect(await who.push(doc, [entry])).toMatchObject({ status: "accepted" });
        toldAt.push({ image: disk.images.indexOf(disk.take("told")), id: entry.id });
        return entry;
      };
      try {
        const { ticket, chat, request, notes } = await sam.openTicket();
        await cleo.until(() => cleo.entries(ticket)?.length === 1);
        await write(cleo, ticket, { type: "ticket.claimed" });
        await cleo.until(() => cleo.base.has(notes) && cleo.entries(chat)?.length === 1);
        const said = await write(cleo, chat, { type: "chat.message", body: "hello" });
        await sam.holds(chat, said.id);
        await write(sam, request, { type: "request.edited", title: "Exams again" });
        const session = await write(cleo, ticket, {
          type: "session.scheduled",
          sessionId: randomUUID(),
          startsAt: Date.now() + 3 * dayMs,
          minutes: 50,
          mode: "video",
          timeZone: "Europe/Berlin",
        });
        await cleo.holds(chat, said.id);
        await cleo.holds(ticket, session.id);
        await write(cleo, chat, { type: "chat.redacted", message: said.id });
        const edit = await cleo.pushNotes(notes, (fragment) => fragment.insert(0, [new Y.XmlText("calm")]));
        expect(edit.status).toBe("accepted");
        const handed = await write(cleo, ticket, { type: "ticket.assigned", to: carl.person.id });
        await sam.holds(ticket, handed.id);
        await write(sam, ticket, { type: "ticket.closed", resolution: "withdrawn" });
        await desk.context.worker.idle();
      } finally {
        stop();
        await desk.stop();
      }
      // Not vacuous: some ten commits, each with its statements, its frames on disk and its messages.
      expect(points.filter((point) => point === "after COMMIT").length).toBeGreaterThanOrEqual(10);
      expect(points.length).toBeGreaterThan(300);
      expect(disk.images.length).toBeGreaterThan(100);
      const last = disk.images.at(-1)?.folder ?? "";
      expect(wrongIn(last)).toEqual([]);
      const { entries, jobs } = heldIn(last);
      for (const [index, { folder: image, moments }] of disk.images.entries()) {
        const at = moments.join(", ");
        expect(wrongIn(image), at).toEqual([]);
        const held = heldIn(image);
        // All there is was accepted in this order: what a killed process leaves is a beginning of it.
        expect(held.entries, at).toEqual(entries.slice(0, held.entries.length));
        const toldBy = toldAt.filter(({ image: when }) => when <= index).map(({ id }) => id);
        expect(
          toldBy.filter((id) => !held.entries.includes(id)),
          at,
        ).toEqual([]);
        const following = jobs.filter((job) => held.entries.some((id) => job.includes(id)));
        expect(
          following.filter((job) => !held.jobs.includes(job)),
          at,
        ).toEqual([]);
      }
    },
    longTimeout,
  );
});

describe("a real server, killed", () => {
  let campus: FaultCampus;
  beforeAll(async () => {
    campus = await makeFaultCampus();
  }, longTimeout);
  afterAll(() => {
    endProcesses();
    campus.remove();
  });

  test.each([
    ["when all but COMMIT is done", "before COMMIT", 0],
    ["between the commit and the receipts", "after COMMIT", 1],
  ])(
    "[R2] %s: the claim is there or not, and what its device sends again is there once",
    async (_, point, there) => {
      const dataDir = campus.copy();
      const { ticket } = campus.ticket;
      const dying = await startFaulty(dataDir);
      const [sam, cleo] = [
        new TestDevice({ port: dying.port, ...campus.sam }),
        new TestDevice({ port: dying.port, ...campus.cleo }),
      ];
      await Promise.all([sam.caughtUp(), cleo.caughtUp()]);
      const claim = cleo.entry({ type: "ticket.claimed" });
      const origin = cleo.tail(ticket);
      await dying.suffer({ what: "kill-at", point });
      cleo.push(ticket, [claim], { origin }).catch(() => undefined);
      await Promise.all([sam.ended(), cleo.ended()]);
      expect(wrongIn(dataDir)).toEqual([]);
      expect(heldIn(dataDir).entries.filter((id) => id === claim.id)).toHaveLength(there);

      const server = await startProcess(dataDir);
      const [from, mine] = [sam.stored.at(-1), cleo.stored.at(-1)];
      const [samAgain, cleoAgain] = [
        new TestDevice({ port: server.port, ...campus.sam }, from === undefined ? {} : { from }),
        new TestDevice({ port: server.port, ...campus.cleo }, mine === undefined ? {} : { from: mine }),
      ];
      await Promise.all([samAgain.caughtUp(), cleoAgain.caughtUp()]);
      expect(await cleoAgain.push(ticket, [claim], { origin })).toMatchObject({ status: "accepted" });
      for (const each of [samAgain, cleoAgain]) await each.holds(ticket, claim.id);
      expect(samAgain.entries(ticket)).toEqual(cleoAgain.entries(ticket));
      expect(samAgain.entries(ticket)?.filter(({ id }) => id === claim.id)).toHaveLength(1);
      for (const each of [samAgain, cleoAgain]) each.cut();
      expect(await server.end("SIGTERM")).toBe(0);
      expect(wrongIn(dataDir)).toEqual([]);
    },
    longTimeout,
  );
});
