import type { BetterAuthPlugin } from "better-auth";
import { hashOf } from "../secrets/credential.ts";

type Adapter = Parameters<NonNullable<BetterAuthPlugin["init"]>>[0]["adapter"];
type Where = Parameters<Adapter["delete"]>[0]["where"];

/**
 * better-auth stores the token of a sign-in in clear and has no option against that. This plugin stands between the library and
 * its database adapter: the table `session` holds hashes, and the library sees the tokens that it asks with.
 */
export function hashedTokens(): BetterAuthPlugin {
  return { id: "hashed-tokens", init: ({ adapter }) => ({ context: { adapter: hashing(adapter) } }) };
}

function hashing(adapter: Adapter): Adapter {
  const wrapped: Adapter = {
    ...adapter,
    create: async (given) => {
      if (given.model !== "session") return adapter.create(given);
      const token = String(given.data.token);
      return withToken(
        await adapter.create({ ...given, data: { ...given.data, token: hashOf(token) } }),
        new Map([[hashOf(token), token]]),
      );
    },
    findOne: async (given) => withToken(await adapter.findOne(stored(given)), tokensIn(given)),
    findMany: async (given) => {
      const rows = await adapter.findMany<object>(stored(given));
      // biome-ignore lint/suspicious/noExplicitAny: the adapter's own type lets its caller name the rows
      return rows.map((row) => withToken(row, tokensIn(given))) as any[];
    },
    count: (given) => adapter.count(stored(given)),
    update: async (given) => withToken(await adapter.update(stored(given)), tokensIn(given)),
    updateMany: (given) => adapter.updateMany(stored(given)),
    delete: (given) => adapter.delete(stored(given)),
    deleteMany: (given) => adapter.deleteMany(stored(given)),
    consumeOne: async (given) => withToken(await adapter.consumeOne(stored(given)), tokensIn(given)),
    incrementOne: async (given) => withToken(await adapter.incrementOne(stored(given)), tokensIn(given)),
    // `auth.ts` turns transactions off: each step commits by itself.
    transaction: (work) => work(wrapped),
  };
  return wrapped;
}

type Asked = { model: string; where?: Where | undefined };

/** The same question or change, with the hash of each token in it. */
function stored<Given extends Asked>(given: Given): Given {
  if ("update" in given && given.model === "session" && Object.hasOwn(Object(given.update), "token"))
    throw new Error("the token of a sign-in never changes");
  const where = given.where?.map((clause) =>
    isToken(given, clause)
      ? {
          ...clause,
          value: Array.isArray(clause.value)
            ? clause.value.map((each) => hashOf(String(each)))
            : hashOf(String(clause.value)),
        }
      : clause,
  );
  return where === undefined ? given : { ...given, where };
}

/** The tokens that a question names, by their hashes. */
function tokensIn(given: Asked): ReadonlyMap<string, string> {
  return new Map(
    (given.where ?? [])
      .filter((clause) => isToken(given, clause))
      .flatMap(({ value }) => (Array.isArray(value) ? value : [value]))
      .map((token) => [hashOf(String(token)), String(token)]),
  );
}

function isToken({ model }: Asked, { field }: Where[number]): boolean {
  return model === "session" && field === "token";
}

function withToken<Row>(row: Row, tokens: ReadonlyMap<string, string>): Row {
  if (typeof row !== "object" || row === null || !("token" in row)) return row;
  const token = tokens.get(String(row.token));
  return token === undefined ? row : { ...row, token };
}
