import { createHash } from "node:crypto";
import { Router } from "express";
import type { Accounts } from "../accounts/accounts.ts";
import type { Db } from "../accounts/database.ts";
import { countedAddress } from "../accounts/sign-in-limits.ts";
import type { Config } from "../config.ts";
import { requireActive, signedIn } from "../http/admission.ts";
import { baseUrlOf } from "../http/base-url.ts";
import { Problem } from "../http/problem.ts";
import { feedRates } from "../http/request-rates.ts";
import { leftOut } from "../store/sound-rows.ts";
import type { Desk } from "../sync/desk.ts";
import { CalendarFeeds } from "./calendar-feeds.ts";
import { feedOf } from "./feed-of-person.ts";

/** Seconds after which a calendar is asked to fetch again. */
const refreshSeconds = 900;

export type Calendar = {
  /** Under /api: a person's own feed. */
  routes: Router;
  /** Outside /api: the address that a calendar program knows, with no sign-in but its token. */
  feedRoutes: Router;
};

/** Private calendar feeds, which their owners make, replace and revoke. Their tables are migrated with the notifications'. */
export function createCalendar(options: {
  db: Db;
  desk: Pick<Desk, "store" | "now">;
  accounts: Pick<Accounts, "signInOf" | "person">;
  config: Pick<Config, "publicUrl">;
}): Calendar {
  const { db, desk, accounts, config } = options;
  const feeds = new CalendarFeeds(db);
  const active = requireActive(accounts);

  const routes = Router();
  routes.get("/calendar-feed", active, (req, res) => {
    res.json({ feed: feeds.of(signedIn(req).person.id) });
  });
  routes.post("/calendar-feed", active, (req, res) => {
    const { id } = signedIn(req).person;
    const token = feeds.make(id, desk.now());
    res.status(201).json({ feed: feeds.of(id), address: `${baseUrlOf(config, req)}/calendar/${token}.ics` });
  });
  routes.delete("/calendar-feed", active, (req, res) => {
    feeds.revoke(signedIn(req).person.id);
    res.status(204).end();
  });

  const rates = feedRates();
  const feedRoutes = Router();
  feedRoutes.get("/calendar/:file", async (req, res) => {
    await rates.address.count(countedAddress(req.ip));
    const token = /^([A-Za-z0-9_-]{43})\.ics$/.exec(req.params.file)?.[1];
    const owner = token === undefined ? null : feeds.personOf(token);
    const person = owner === null ? null : accounts.person(owner);
    // One answer for a token that was revoked, one that never was, and one whose owner is suspended.
    if (person === null || person.status !== "active") throw new Problem("not-found");
    await rates.feed.count(person.id);
    const now = desk.now();
    const { text, unwritten } = await desk.store.calendarOf(
      await feedOf({ db, store: desk.store }, person.id, now),
      refreshSeconds,
    );
    for (const sessionId of unwritten)
      leftOut(db, `Session ${sessionId} stands at a time that no calendar can write: calendars lack it`);
    feeds.fetched(person.id, now);
    res.setHeader("ETag", `"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`);
    res.setHeader("Cache-Control", "private, no-cache");
    res.setHeader("X-Robots-Tag", "noindex");
    res.setHeader("Content-Disposition", 'inline; filename="appointments.ics"');
    res.type("text/calendar; charset=utf-8").send(text);
  });
  return { routes, feedRoutes };
}
