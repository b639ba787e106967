import * as Y from "yjs";
import type { Entry } from "../shared/entries/entry.ts";
import { parseEntry } from "../shared/entries/entry.ts";
import { type DocKind, docName, isLog } from "../shared/log/doc-name.ts";
import { readLog } from "../shared/log/read-log.ts";
import type { Role } from "../shared/policy/roles.ts";
import { type Accounts, createAccounts } from "../sync-server/accounts/accounts.ts";
import { databasePath, openDatabase } from "../sync-server/accounts/database.ts";
import { readConfig } from "../sync-server/config.ts";
import { createSqliteStore } from "../sync-server/store/sqlite-store.ts";

export type Person = { id: string; name: string; email: string; password: string; role: Role };

/** One for everybody: a test has nothing to hide. */
const password = "correct horse battery";

/** Adds somebody beside the running server, as the command line does. */
export function addPerson(dataDir: string, role: Role, name: string): Promise<Person> {
  const email = `${name.toLowerCase().replaceAll(" ", ".")}@campus.example`;
  return withAccounts(dataDir, async (accounts) => {
    const { id } = await accounts.add({ name, email, role, password });
    return { id, name, email, password, role };
  });
}

export async function withAccounts<T>(dataDir: string, work: (accounts: Accounts) => Promise<T>): Promise<T> {
  const db = openDatabase(databasePath(dataDir));
  try {
    const config = readConfig({ DATA_DIR: dataDir });
    const accounts = await createAccounts({ db, config, secrets: { authSecret: null } });
    try {
      return await work(accounts);
    } finally {
      accounts.close();
    }
  } finally {
    db.close();
  }
}

/** The accepted entries of one log, in the log's order, as the server keeps them. */
export async function entriesOnServer(dataDir: string, kind: DocKind, ticketId: string): Promise<Entry[]> {
  if (!isLog(kind)) throw new Error(`${kind} is no log`);
  const { values } = readLog([await contentOnServer(dataDir, kind, ticketId)]);
  return values.map((value) => {
    const parsed = parseEntry(kind, value);
    if (!parsed.ok) throw new Error(parsed.detail);
    return parsed.entry;
  });
}

/** The words of a ticket's case notes as the server keeps them. */
export async function notesOnServer(dataDir: string, ticketId: string): Promise<string> {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, await contentOnServer(dataDir, "notes", ticketId));
  return doc.getXmlFragment("notes").toString();
}

async function contentOnServer(dataDir: string, kind: DocKind, ticketId: string): Promise<Uint8Array> {
  const store = createSqliteStore(openDatabase(databasePath(dataDir), { mustExist: true }));
  try {
    return await store.content(docName(kind, ticketId));
  } finally {
    await store.close();
  }
}
