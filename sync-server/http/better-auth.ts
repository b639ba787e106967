import type { Request as ExpressRequest, Response as ExpressResponse } from "express";
import { z } from "zod";
import type { Accounts } from "../accounts/accounts.ts";
import { comeAgainSeconds } from "../accounts/password-work.ts";
import { addressHeader, countedAddress } from "../accounts/sign-in-limits.ts";
import { Problem, type ProblemCode } from "./problem.ts";

/** better-auth's refusals in our words; what is not here becomes `bad-request`. */
const codes: Record<string, ProblemCode> = {
  INVALID_EMAIL_OR_PASSWORD: "wrong-credentials",
  PASSWORD_TOO_SHORT: "weak-password",
  PASSWORD_TOO_LONG: "weak-password",
  USER_ALREADY_EXISTS: "email-taken",
  FAILED_TO_CREATE_USER: "email-taken",
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: "email-taken",
  BAD_NAME: "bad-name",
  ACCOUNT_SUSPENDED: "account-suspended",
};
const refusal = z.object({ code: z.string() });

/** The address that attempts from this request are counted by. */
export function addressOf(req: ExpressRequest): string {
  return countedAddress(req.ip);
}

/** Sends a parsed body on to one of better-auth's endpoints. Returns its answer, or throws its refusal as a Problem. */
export async function askBetterAuth(
  accounts: Accounts,
  req: ExpressRequest,
  endpoint: "/sign-up/email" | "/sign-in/email" | "/sign-out",
  body: object,
): Promise<Response> {
  const auth = await accounts.auth();
  const { baseURL } = await auth.$context;
  const response = await auth.handler(
    new Request(`${baseURL}${endpoint}`, {
      method: "POST",
      headers: headersOf(req),
      body: JSON.stringify(body),
    }),
  );
  return answered(response);
}

/** Signs in a person who has just proved themselves by a one-time link, and sets their cookie on `res`. */
export async function signInByPassword(
  accounts: Accounts,
  req: ExpressRequest,
  res: ExpressResponse,
  credentials: { email: string; password: string; rememberMe?: boolean | undefined },
): Promise<void> {
  const { api } = await accounts.auth();
  const response = await api.signInEmail({
    body: { rememberMe: true, ...definedOnly(credentials) },
    headers: headersOf(req),
    asResponse: true,
  });
  res.setHeader("Set-Cookie", (await answered(response)).headers.getSetCookie());
  rememberDevice(accounts, req, res, credentials);
}

/** Lets this browser's next attempts at this account count apart from its network's; not on a shared computer. */
export function rememberDevice(
  { knownDevices }: Accounts,
  req: ExpressRequest,
  res: ExpressResponse,
  { email, rememberMe }: { email: string; rememberMe?: boolean | undefined },
): void {
  if (rememberMe !== false) res.append("Set-Cookie", knownDevices.remembering(req.headers.cookie, email));
}

/** Sets the cookies of better-auth's answer. */
export function takeCookies(response: Response, res: ExpressResponse): void {
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) res.setHeader("Set-Cookie", cookies);
}

/** All that better-auth's answers tell a page: it also puts the sign-in's token there, which only the cookie may carry. */
const toldToPages = z.object({ user: z.unknown().optional(), success: z.boolean().optional() });

/** Passes better-auth's answer on: status, and of its JSON what a script may know; its cookies with `takeCookies`. */
export async function passOn(response: Response, res: ExpressResponse): Promise<void> {
  res.status(response.status).json(toldToPages.parse(await response.json()));
}

function headersOf(req: ExpressRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  // The body is written anew from what was parsed, and the address is ours to say. Bearers are read by `sign-ins.ts` alone.
  for (const name of [
    "content-length",
    "transfer-encoding",
    "content-encoding",
    "connection",
    "authorization",
  ])
    headers.delete(name);
  headers.set("content-type", "application/json");
  headers.set(addressHeader, addressOf(req));
  return headers;
}

async function answered(response: Response): Promise<Response> {
  if (response.ok) return response;
  if (response.status === 429) {
    const seconds = Number(response.headers.get("x-retry-after"));
    throw new Problem("too-many-attempts", {
      retryAfter: Number.isFinite(seconds) ? Math.max(1, seconds) : 60,
    });
  }
  if (response.status === 503) throw new Problem("busy", { retryAfter: comeAgainSeconds });
  if (response.status >= 500) throw new Problem("server-error");
  const body: unknown = await response.json().catch(() => null);
  throw new Problem(codes[refusal.safeParse(body).data?.code ?? ""] ?? "bad-request");
}

function definedOnly(credentials: { email: string; password: string; rememberMe?: boolean | undefined }) {
  const { rememberMe, ...rest } = credentials;
  return rememberMe === undefined ? rest : { ...rest, rememberMe };
}
