import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Database from "better-sqlite3";
import { runCommand } from "../../sync-server/cli/run.ts";
import type { Attack } from "../attack.ts";
import type { Target } from "../target.ts";
import { Tries } from "../tries.ts";
import { ask } from "./ask.ts";

/** Texts that are tried at most: half of what one address may write in a minute. Those as long as a credential or a hash come first. */
const mostTexts = 300;
/** Characters of the shortest text that is tried as a credential, and of the longest. */
const tried = { shortest: 16, longest: 300 };

export const stolenBackup: readonly Attack[] = [
  {
    group: "http",
    name: "stolen-backup",
    promise:
      "Who has a backup and its files can sign in as nobody, and open no link and no feed with what they read.",
    run: async (target) => {
      const tries = new Tries();
      const out = await credentialsOf(target);
      const folder = mkdtempSync(path.join(tmpdir(), "alcove-stolen-"));
      try {
        const file = path.join(folder, "stolen.db");
        await backUp(target, file);
        const bytes = readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => readFileSync(path.join(entry.parentPath, entry.name)));
        for (const [what, credential] of out)
          tries.expect(!bytes.some((each) => each.includes(credential)), `the backup holds ${what}`);
        const texts = textsIn(file, Buffer.concat(bytes));
        tries.alsoExpect(texts.length > 20, `the backup gave ${texts.length} texts`);
        for (const text of texts) await tryText(target, tries, text);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
      return tries.outcome("nothing opens anything");
    },
  },
];

/** One of each kind of credential that a campus gives out. */
async function credentialsOf(target: Target): Promise<[string, string][]> {
  const { admin } = target.honest;
  const who = await target.add("student", "Robbed");
  const [token = "", signature = ""] = decodeURIComponent(who.cookie.split("=")[1] ?? "").split(".");
  const feed = await ask(target.port, { method: "POST", path: "/api/calendar-feed", headers: who.headers });
  const base = "http://localhost";
  const links = await target.accounts((accounts) => [
    accounts.resetLink(who.person.id, admin.person, base),
    accounts.invite({ email: "new@campus.example", role: "counselor", by: admin.person }, base),
  ]);
  const secret = readFileSync(path.join(target.dataDir, "auth-secret"), "utf8").trim();
  return [
    ["a sign-in's token", token],
    ["a sign-in's signature", signature],
    ["a feed's token", /calendar\/([\w-]{43})\.ics/.exec(feed.text)?.[1] ?? "no feed was made"],
    ["a reset link's token", links[0]?.split("=")[1] ?? ""],
    ["an invitation's token", links[1]?.split("=")[1] ?? ""],
    ["the server's secret", secret],
  ];
}

async function backUp(target: Target, file: string): Promise<void> {
  const said: string[] = [];
  const out = (line: string) => void said.push(line);
  const env = { DATA_DIR: target.dataDir };
  const code = await runCommand(["backup", file], { env, readInput: async () => "", out, err: out });
  if (code !== 0) throw new Error(said.join("; "));
}

/** Every text of every column, every text inside its JSON, and every run of letters in the bytes themselves. */
function textsIn(file: string, bytes: Buffer): string[] {
  const texts = new Set<string>();
  const db = new Database(file, { readonly: true });
  const tables = db.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
  for (const table of tables)
    for (const row of db.prepare<[], unknown[]>(`SELECT * FROM "${table}"`).raw().iterate())
      for (const value of row)
        addText(texts, Buffer.isBuffer(value) ? value.toString("latin1") : String(value));
  db.close();
  addText(texts, bytes.toString("latin1"));
  const likely = (text: string) => (text.length === 43 || text.length === 64 ? 0 : 1);
  return [...texts].sort((a, b) => likely(a) - likely(b)).slice(0, mostTexts);
}

function addText(texts: Set<string>, value: string): void {
  for (const [text] of value.matchAll(/[\w.~+/=%:-]+/g)) {
    for (const part of [text, ...text.split(/[.=:/]/)])
      if (part.length >= tried.shortest && part.length <= tried.longest) texts.add(part);
  }
}

async function tryText(target: Target, tries: Tries, text: string): Promise<void> {
  const { port } = target;
  const cookie = `alcove.session_token=${encodeURIComponent(text)}`;
  const [bearer, planted, feed, lookup] = await Promise.all([
    ask(port, { path: "/api/me", headers: { authorization: `Bearer ${text}` } }),
    ask(port, { path: "/api/me", headers: { cookie } }),
    ask(port, { path: `/calendar/${encodeURIComponent(text)}.ics` }),
    ask(port, {
      method: "POST",
      path: "/api/invitations/lookup",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: text }),
    }),
  ]);
  tries.expect(bearer.status === 401, `a text of the backup is a bearer: ${bearer.status}`);
  tries.expect(planted.status === 401, `a text of the backup is a cookie: ${planted.status}`);
  tries.expect(feed.status !== 200 || !feed.text.startsWith("BEGIN"), "a text of the backup is a feed");
  tries.expect(lookup.status >= 400, `a text of the backup is an invitation: ${lookup.status}`);
  // Of the two lengths that credentials and their hashes have; for the others HTTP has asked the same.
  if (text.length !== 64 && text.length !== 43) return;
  const socket = target.socket("/sync", null, { authorization: `Bearer ${text}` });
  tries.expect(!(await socket.opened()) && socket.refusedWith === 401, "a text of the backup opens a socket");
}
