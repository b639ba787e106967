import type { Request } from "express";
import { z } from "zod";
import { Problem } from "./problem.ts";

/** A request's body is at most this many bytes; the longest honest one is the campus's settings, some 6 kB. */
export const bodyLimit = 64 * 1024;

export const emailField = z.email().max(254).toLowerCase();
/** A password as typed to sign in; whether it is a good one is judged where one is set. */
export const passwordField = z.string().min(1).max(128);
export const newPasswordField = z.string().max(1_000);
/** A name as typed; `accounts/names.ts` judges it. */
export const nameField = z.string().max(1_000);
export const tokenField = z.string().min(1).max(128);
export const rememberMeField = z.boolean().optional();

/** The body in the form asked for. Throws `bad-request` that names the field. A missing body reads as `{}`. */
export function bodyOf<T extends z.ZodType>(req: Request, schema: T): z.output<T> {
  const body: unknown = req.body ?? {};
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join(".") ?? "";
  throw new Problem("bad-request", {
    detail: `The request was not understood${field ? ` at "${field}"` : ""}: ${issue?.message ?? "not in the form this address expects"}.`,
  });
}
