import { getMigrations } from "better-auth/db/migration";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { createAuth } from "./auth.ts";
import { librarySchema, migrateAccounts } from "./migrations.ts";
import { sessionCookie } from "./sign-in-terms.ts";

function authOn(db: Database.Database, publicUrl: string | null) {
  return createAuth({
    db,
    secret: "a secret of the tests, 32 letters or more",
    publicUrl,
    port: 8787,
    admits: () => true,
    nameFor: (text) => text,
    onError: (error) => {
      throw error;
    },
  });
}

test.each([null, "http://desk.example", "https://desk.example"])(
  "the session cookie has the name that better-auth gives it at %s",
  async (publicUrl) => {
    const { authCookies } = await authOn(new Database(":memory:"), publicUrl).$context;
    expect(sessionCookie(publicUrl?.startsWith("https:") ?? false)).toBe(authCookies.sessionToken.name);
  },
);

/** Whoever changes this list changes `librarySchema` too: else a database that is there already is never brought to it. */
test("better-auth's tables are those of librarySchema 1", async () => {
  const db = new Database(":memory:");
  const { compileMigrations } = await getMigrations(authOn(db, null).options);
  expect(librarySchema).toBe(1);
  expect((await compileMigrations()).replaceAll(/;\s*/g, ";\n")).toMatchInlineSnapshot(`
    "create table "user" ("id" text not null primary key, "name" text not null, "email" text not null unique, "emailVerified" integer not null, "image" text, "createdAt" date not null, "updatedAt" date not null, "role" text not null, "status" text not null);
    create table "session" ("id" text not null primary key, "expiresAt" date not null, "token" text not null unique, "createdAt" date not null, "updatedAt" date not null, "ipAddress" text, "userAgent" text, "userId" text not null references "user" ("id") on delete cascade);
    create table "account" ("id" text not null primary key, "accountId" text not null, "providerId" text not null, "userId" text not null references "user" ("id") on delete cascade, "accessToken" text, "refreshToken" text, "idToken" text, "accessTokenExpiresAt" date, "refreshTokenExpiresAt" date, "scope" text, "password" text, "createdAt" date not null, "updatedAt" date not null);
    create table "verification" ("id" text not null primary key, "identifier" text not null, "value" text not null, "expiresAt" date not null, "createdAt" date not null, "updatedAt" date not null);
    create index "session_userId_idx" on "session" ("userId");
    create index "account_userId_idx" on "account" ("userId");
    create index "verification_identifier_idx" on "verification" ("identifier");
    "
  `);
});

test("an older database gets better-auth's tables, and one that has them is opened without the library", async () => {
  const db = new Database(":memory:");
  let loads = 0;
  const auth = async () => {
    loads++;
    return authOn(db, null);
  };
  await migrateAccounts(db, auth);
  await migrateAccounts(db, auth);
  expect(loads).toBe(1);
  db.prepare("DELETE FROM schema_version WHERE part = 'better-auth'").run();
  await migrateAccounts(db, auth);
  expect(loads).toBe(2);
  expect(db.prepare("SELECT version FROM schema_version WHERE part = 'better-auth'").pluck().get()).toBe(1);
});
