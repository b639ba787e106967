import { generateKeyPairSync } from "node:crypto";
import { z } from "zod";
import type { Db } from "../accounts/database.ts";
import type { Sealer } from "../secrets/seal.ts";

/** How push services know that a message comes from this server (RFC 8292). */
export type VapidKeys = {
  /** An uncompressed P-256 point in base64url: what browsers subscribe with. */
  publicKey: string;
  privateKey: string;
  /** Where the operator of a push service can reach the host: `mailto:` or `https:`. */
  subject: string;
};

const stored = z.object({ publicKey: z.string(), sealed: z.string() });
const settingsKey = "vapid";

/**
 * The server's keys, made at the first start and kept with the private one sealed. Where that cannot be opened (another
 * secret) new ones are made, and the browsers that subscribed with the old ones are forgotten: they would hear nothing.
 */
export function vapidKeys(db: Db, sealer: Sealer, subject: string): VapidKeys {
  return db
    .transaction((): VapidKeys => {
      const kept = db.prepare("SELECT value FROM settings WHERE key = ?").pluck().get(settingsKey);
      if (kept !== undefined) {
        const { publicKey, sealed } = stored.parse(JSON.parse(z.string().parse(kept)));
        const privateKey = sealer.open(sealed, publicKey);
        if (privateKey !== null) return { publicKey, privateKey, subject };
      }
      const made = newKeys();
      const sealed = sealer.seal(made.privateKey, made.publicKey);
      db.prepare("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)").run(
        settingsKey,
        JSON.stringify({ publicKey: made.publicKey, sealed }),
      );
      db.prepare("DELETE FROM push_subscriptions").run();
      return { ...made, subject };
    })
    .immediate();
}

const coordinates = z.object({ x: z.string(), y: z.string(), d: z.string() });

function newKeys(): { publicKey: string; privateKey: string } {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x, y, d } = coordinates.parse(pair.privateKey.export({ format: "jwk" }));
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  return { publicKey: point.toString("base64url"), privateKey: d };
}

/** Whom a push service may write to: the mailbox we send from, else the app's address. */
export function vapidSubject({ publicUrl, from }: { publicUrl: string | null; from: string | null }): string {
  const address = /([^\s<>]+@[^\s<>]+)/.exec(from ?? "")?.[1];
  if (address !== undefined) return `mailto:${address}`;
  return publicUrl?.startsWith("https:") ? publicUrl : "mailto:alcove@localhost";
}
