import path from "node:path";
import Database from "better-sqlite3";
import { IDBFactory } from "fake-indexeddb";
import { expect, test } from "vitest";
import { docName } from "../../shared/log/doc-name.ts";
import { subprotocols } from "../../shared/protocol/version.ts";
import { inconsistencies } from "../../sync-server/store/consistency.ts";
import { startDesk } from "../../sync-server/sync/test-desk.ts";
import { restoreInto } from "./indexed-db.ts";
import { type RecordedPerson, recordedPeople } from "./recording.ts";
import { recording } from "./released.ts";
import { TappedDevice } from "./tapped-device.ts";

const recorded = recording();
const { first, second, third } = recorded.tickets;

test.each(subprotocols)(
  "[W13][W14] recorded databases of devices and server go on under today's programs, over %s",
  async (version) => {
    const desk = await startDesk(recorded.servers.atLast);
    desk.pass(recorded.recordedAt - Date.now());
    const devices = new Map<RecordedPerson, TappedDevice>();
    for (const who of recordedPeople) {
      const factory = new IDBFactory();
      await restoreInto(factory, recorded.devices[who]);
      const device = new TappedDevice(who, await desk.signIn(recorded.people[who]), desk.port, {
        factory,
        version,
      });
      devices.set(who, device);
    }
    const [sam, cleo, cora] = recordedPeople.map((who) => devices.get(who));
    if (sam === undefined || cleo === undefined || cora === undefined) throw new Error("three devices");

    // Before a network comes, everything that waited is there.
    expect((await sam.replica.outbox.orderBy("order").toArray()).map(({ kind }) => kind)).toEqual([
      "chat",
      "request",
      "ticket",
      "request",
    ]);
    expect((await cleo.replica.outbox.orderBy("order").toArray()).map(({ kind }) => kind)).toEqual([
      "chat",
      "ticket",
      "notes",
    ]);
    expect(await sam.replica.drafts.get(docName("chat", second))).toMatchObject({
      text: "An invented draft",
    });
    expect(await cora.replica.drafts.get("an invented key")).toMatchObject({
      text: "Another invented draft",
    });
    expect(await cora.replica.tray.toArray()).toMatchObject([
      { ticketId: first, entry: { type: "ticket.claimed" } },
    ]);

    for (const device of [sam, cleo, cora]) {
      await device.start();
      await device.sent();
      expect(await device.replica.tray.count()).toBe(device === cora ? 1 : 0);
    }
    expect((await desk.context.desk.store.identity()).seq).toBe(recorded.endSeq + 7);
    await sam.until(() => sam.saw(second, "An invented reply that waits."), "the reply");
    await cleo.until(() => cleo.saw(second, "An invented word that waits."), "the words");
    await cora.until(async () => (await cora.replica.tickets.count()) === 2, "the ticket that waited");
    for (const body of ["An invented word that waits.", "An invented reply that waits."]) {
      for (const device of [sam, cleo]) expect(await device.saw(second, body), body).toBe(true);
    }
    expect(await cleo.replica.tickets.get(second)).toMatchObject({
      title: "A title that waits",
      state: { urgency: "high" },
    });
    expect((await cora.replica.tickets.toArray()).map(({ title }) => title).sort()).toEqual([
      "A third invented question",
      "A ticket that waits",
    ]);
    expect(await sam.replica.drafts.count()).toBe(1);

    // A new device of the same person reads the same, with what was accepted before and after the update.
    const fresh = await desk.connect(await desk.signIn(recorded.people.cleo), { protocol: version });
    const notes = fresh.doc(docName("notes", second)).getXmlFragment("notes").toString();
    expect(notes).toContain("Invented second notes.");
    expect(notes).toContain("Notes that wait.");
    expect(fresh.entries(docName("ticket", first))?.map(({ type }) => type)).toContain("session.completed");
    expect(fresh.entries(docName("ticket", third))).toHaveLength(3);

    for (const device of [sam, cleo, cora]) {
      await device.stop();
      device.replica.close();
    }
    const db = new Database(path.join(desk.dataDir, "alcove.db"), { readonly: true });
    expect(inconsistencies(db)).toEqual([]);
    db.close();
    expect(desk.errors).toEqual([]);
    await desk.stop();
  },
);
