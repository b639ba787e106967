import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Attack } from "../attack.ts";
import { runAttack } from "../run-attack.ts";
import { startTarget, type Target } from "../target.ts";
import { bodies } from "./bodies.ts";
import { cookies } from "./cookies.ts";
import { crossSite } from "./cross-site.ts";
import { guessing } from "./guessing.ts";
import { names } from "./names.ts";
import { otherHosts } from "./other-hosts.ts";
import { paths } from "./paths.ts";
import { proxies } from "./proxies.ts";
import { rates } from "./rates.ts";
import { recovery } from "./recovery.ts";
import { roles } from "./roles.ts";
import { routes } from "./routes.ts";
import { stolenBackup } from "./stolen-backup.ts";
import { uploadsOfOthers } from "./uploads-of-others.ts";
import { withheld } from "./withheld.ts";

let target: Target;
beforeAll(async () => {
  target = await startTarget({ scale: "small", seed: 1 });
});
afterAll(() => target.stop());

async function hold(attacks: readonly Attack[]): Promise<void> {
  for (const attack of attacks) {
    const outcome = await runAttack(attack, target);
    expect.soft(outcome, attack.name).toMatchObject({ held: true });
    expect(outcome.tried, attack.name).toBeGreaterThan(0);
  }
}

test("[K15][K39] guesses at passwords are counted by address and by account, and tell nobody who has one", () =>
  hold(guessing.filter(({ name }) => name !== "spray-passwords")));

test("[K40] an admin gets into no colleague's account, and is on record", () => hold(recovery));

test("[K27] a recovered account reads no word until somebody confirms it", () => hold(withheld));

test("[K38] a student's name deceives nobody", () => hold(names));

test("[K16] a cookie that was planted, forged, tossed, or has ended opens nothing", () => hold(cookies));

test("[K17] another site's page changes nothing and opens no socket", () => hold(crossSite));

test("[K18] no path leads out, and what was made up is answered like what is somebody else's", () =>
  hold(paths));

test("[K19] every verb, role and body is answered in our words", () => hold([...bodies, ...roles]));

test("[K25] writes over HTTP are within a rate, a small one before approval", () => hold(rates));
test("[K34] a request on one's own upload touches no other", () => hold(uploadsOfOthers));

test("[K35] no header of a request comes into a link", () => hold(otherHosts));

test("[K36] a proxy's credentials change nobody", () => hold(proxies));

// Last, since it spends what strangers at one address may ask.
test("[K33] a stolen backup opens nothing", () => hold(stolenBackup));

test("[K19] no route is left out of what is tried by every role", () => {
  const sources = fileURLToPath(new URL("../../sync-server", import.meta.url));
  const declared = readdirSync(sources, { recursive: true, encoding: "utf8" })
    .filter(
      (file) =>
        file.endsWith(".ts") && !file.endsWith(".test.ts") && !path.basename(file).startsWith("test-"),
    )
    .flatMap((file) => [
      ...readFileSync(path.join(sources, file), "utf8").matchAll(
        /\broutes\s*\.(get|head|post|put|patch|delete)(?:<[^>]*>)?\(\s*"([^"]+)"/g,
      ),
    ])
    .map(([, method = "", at = ""]) => `${method.toUpperCase()} ${at}`);
  const atTheRoot = ["GET /healthz", "GET /readyz", "GET /metrics", "GET /{*screen}"];
  expect(declared.length).toBeGreaterThan(50);
  const missing = declared.filter(
    (each) =>
      !atTheRoot.includes(each) &&
      !routes.some(
        ({ method, path: at }) => each.startsWith(`${method} `) && at.endsWith(each.slice(method.length + 1)),
      ),
  );
  expect(missing).toEqual([]);
});
