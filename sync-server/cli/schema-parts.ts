import { accountsSchema, librarySchema } from "../accounts/migrations.ts";
import { auditSchema } from "../audit/schema.ts";
import { notificationsSchema } from "../notifications/schema.ts";
import { storeSchema } from "../store/schema.ts";

/** Every part of a database that has migrations of its own, with the version that this Alcove brings it to. */
export const schemaParts: ReadonlyMap<string, number> = new Map([
  ["accounts", accountsSchema],
  ["better-auth", librarySchema],
  ["store", storeSchema],
  ["audit", auditSchema],
  ["notifications", notificationsSchema],
]);
