import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { z } from "zod";
import { type Db, databasePath } from "../accounts/database.ts";
import { hasAdmin } from "../accounts/people.ts";
import { FileFolder } from "../attachments/file-folder.ts";
import { type Config, isLoopback, readConfig, readSecrets } from "../config.ts";
import { frontFindings } from "../http/front.ts";
import { newerParts, schemaParts } from "../schema-parts.ts";
import { inconsistencies } from "../store/consistency.ts";
import { closeToOthers, isOpenFolder, sentencesOn } from "../store/private-files.ts";
import { isServed } from "../store/serving-lock.ts";
import { argumentsOf, type Command } from "./command.ts";
import { countOf, isNamed, namedFiles, someOf } from "./named-files.ts";

type Finding = { level: "ok" | "warn" | "fail"; text: string };

const ok = (text: string): Finding => ({ level: "ok", text });
const warn = (text: string): Finding => ({ level: "warn", text });
const fail = (text: string): Finding => ({ level: "fail", text });

/** Bytes free below which the next busy day, or the next commit, is in danger. */
const space = { low: 1024 ** 3, none: 100 * 1024 ** 2 };

export const doctor: Command = {
  usage: "doctor",
  summary: "checks settings, folder, database and disk, one line each, and says what to do",
  async run(args, line) {
    argumentsOf(args, {}, 0);
    const findings = [nodeVersion(process.versions.node), ...examine(line.env)];
    for (const { level, text } of findings) line.out(`${level.padEnd(4)}  ${text}`);
    return findings.some((finding) => finding.level === "fail") ? 1 : 0;
  },
};

function examine(env: NodeJS.ProcessEnv): Finding[] {
  let config: Config;
  try {
    config = readConfig(env);
    readSecrets(env);
  } catch (error) {
    return [fail(`settings: ${messageOf(error)}`)];
  }
  return [
    ...settings(config),
    ...front(config.dataDir),
    ...folder(config.dataDir),
    ...database(config.dataDir),
  ];
}

/** Node as package.json's `engines` ask for it. */
export function nodeVersion(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const fits = (major === 22 && minor >= 19) || major >= 24;
  return fits
    ? ok(`node ${version}`)
    : fail(`node ${version} is too old: use 22.19 or later, or 24 or later`);
}

function settings(config: Config): Finding[] {
  const open = !isLoopback(config.host);
  if (config.publicUrl === null) {
    return [
      open
        ? warn(
            "settings: PUBLIC_URL is not set, so no link can be made but on this machine: set it to the address that people open",
          )
        : ok("settings: this machine only (PUBLIC_URL is not set)"),
    ];
  }
  if (config.publicUrl.startsWith("http:") && !isLoopback(new URL(config.publicUrl).hostname)) {
    return [
      fail(`settings: ${config.publicUrl} is not https, so passwords travel in the open: put TLS in front`),
    ];
  }
  return [
    ok(`settings: ${config.publicUrl}`),
    config.publicUrl.startsWith("https:") && config.trustProxy === 0
      ? warn("settings: TRUST_PROXY is 0, so everybody seems to come from the proxy's address: set it to 1")
      : ok(
          `settings: ${config.trustProxy} trusted ${config.trustProxy === 1 ? "proxy" : "proxies"} in front`,
        ),
  ];
}

/** What the running server has noticed of the proxy in front of it. */
function front(dataDir: string): Finding[] {
  return frontFindings(dataDir).map(({ at, text }) => warn(`proxy: ${text} (${new Date(at).toISOString()})`));
}

function folder(dataDir: string): Finding[] {
  if (!existsSync(dataDir)) return [warn(`folder: ${dataDir} is not there yet; the first start makes it`)];
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return [fail(`folder: ${dataDir} is not writable for this user: change its owner`)];
  }
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  const left = `${(free / 1024 ** 3).toFixed(1)} GB free`;
  return [
    isOpenFolder(dataDir)
      ? warn(`folder: other users of this machine can look into ${dataDir}: chmod 700 it`)
      : ok(`folder: ${dataDir} is writable, and only for its owner`),
    ...sentencesOn(closeToOthers(dataDir, { deep: true }), dataDir).map((text) => warn(`folder: ${text}`)),
    free < space.none
      ? fail(`disk: ${left}: make room before anything else`)
      : free < space.low
        ? warn(`disk: ${left}: make room soon`)
        : ok(`disk: ${left}`),
  ];
}

function database(dataDir: string): Finding[] {
  const file = databasePath(dataDir);
  if (!existsSync(file)) return [warn("database: there is none yet; the first start makes it")];
  const serving = isServed(dataDir) ? ok("server: serving") : ok("server: not running");
  let db: Db;
  try {
    db = new Database(file, { fileMustExist: true, readonly: true });
  } catch (error) {
    return [serving, fail(`database: ${file} cannot be opened (${messageOf(error)})`)];
  }
  try {
    const found = [serving, integrity(db), foreignKeys(db), ...schema(db)];
    // What a damaged page or another version's tables hold says nothing about the logs.
    if (found.every(({ level }) => level === "ok")) found.push(logs(db));
    return [...found, admins(db), files(db, dataDir)];
  } catch (error) {
    return [serving, fail(`database: ${messageOf(error)}; restore a backup`)];
  } finally {
    db.close();
  }
}

function integrity(db: Db): Finding {
  const verdict = db.pragma("integrity_check(1)", { simple: true });
  return verdict === "ok" ? ok("database: sound") : fail(`database: ${String(verdict)}; restore a backup`);
}

function foreignKeys(db: Db): Finding {
  const broken = z.array(z.unknown()).parse(db.pragma("foreign_key_check")).length;
  return broken === 0
    ? ok("database: every reference leads somewhere")
    : fail(`database: references that lead nowhere: ${broken}; restore a backup`);
}

/** Reads every log once, so on a large campus it takes the longest. */
function logs(db: Db): Finding {
  const found = inconsistencies(db);
  return found.length === 0
    ? ok("logs: every head, ticket and grant is as its log says")
    : fail(`logs: ${found.slice(0, 3).join("; ")}; stop the server and restore a backup`);
}

function schema(db: Db): Finding[] {
  const unknown = newerParts(db)
    .filter(({ part }) => !schemaParts.has(part))
    .map(({ part, version }) =>
      fail(`migrations: ${part} at version ${version}, from a newer Alcove: update this one`),
    );
  const known = [...schemaParts].map(([part, wanted]) => {
    const version = Number(
      db.prepare("SELECT version FROM schema_version WHERE part = ?").pluck().get(part) ?? 0,
    );
    if (version === wanted) return ok(`migrations: ${part} at version ${version}`);
    return version < wanted
      ? warn(`migrations: ${part} at version ${version} of ${wanted}; the next start brings it up`)
      : fail(`migrations: ${part} at version ${version}, from a newer Alcove: update this one`);
  });
  return [...known, ...unknown];
}

function admins(db: Db): Finding {
  return hasAdmin(db)
    ? ok("accounts: there is an admin")
    : warn("accounts: no admin yet; open the link that the server prints, or run `alcove user add`");
}

/** By size only: reading every file would take a doctor's whole day. A backup and a restore read them. */
function files(db: Db, dataDir: string): Finding {
  const folder = new FileFolder(dataDir);
  const named = namedFiles(db);
  const lacking = named.filter((file) => {
    const found = statSync(path.join(folder.root, folder.relativePathOf(file.sha256)), {
      throwIfNoEntry: false,
    });
    // A server that serves may have let go of it meanwhile.
    return found?.size !== file.size && isNamed(db, file);
  });
  if (lacking.length === 0) return ok(`files: the database names ${countOf(named)}; all are on disk`);
  return fail(
    `files: ${lacking.length} of the ${named.length} that the database names are not whole on disk (${someOf(lacking)}): copy them from a backup's .files folder into ${folder.root}, in the same subfolders`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "unknown reason";
}
