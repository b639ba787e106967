import type { ErrorRequestHandler, RequestHandler } from "express";
import { z } from "zod";
import { troubleOf } from "../store/trouble.ts";
import { Problem } from "./problem.ts";

/** Errors of Express's own parts carry a status and sometimes a type. */
const httpError = z.object({ status: z.number(), type: z.string().optional() });

export const nothingHere: RequestHandler = () => {
  throw new Problem("not-found");
};

/** The one edge where errors become answers. What is not a Problem is logged and told to nobody. */
export function answerErrors(log: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _req, res, next) => {
    if (res.headersSent) return next(error);
    const problem = toProblem(error);
    if (problem.code === "server-error" || troubleOf(error) !== null) log(error);
    if (problem.retryAfter !== null) res.setHeader("Retry-After", String(problem.retryAfter));
    res.setHeader("Cache-Control", "no-store");
    res.status(problem.status).json({ error: { code: problem.code, message: problem.message } });
  };
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const trouble = troubleOf(error);
  if (trouble !== null) return new Problem(trouble.kind === "failing" ? "not-stored" : "database-damaged");
  const { status, type } = httpError.safeParse(error).data ?? {};
  if (type === "entity.parse.failed") return new Problem("malformed-json");
  if (status === 413) return new Problem("too-large");
  if (status === 404) return new Problem("not-found");
  return status !== undefined && status >= 400 && status < 500
    ? new Problem("bad-request")
    : new Problem("server-error");
}
