import { z } from "zod";
import type { Begun } from "./connecting.ts";
import { calendarScope, type GoogleLibrary, googleScopes } from "./google-library.ts";
import { statusOf } from "./google-trouble.ts";
import type { GoogleWay } from "./google-way.ts";

type Client = Extract<GoogleWay, { way: "accounts" }>;

/** What came of a person's way to Google's page and back. */
export type Consent =
  | { outcome: "given"; refreshToken: string; email: string }
  /** They left out the calendar, without which there is nothing to do. */
  | { outcome: "no-calendar" }
  /** The code was used, or took too long. */
  | { outcome: "expired" }
  /** Google does not take this server's own client id and secret. */
  | { outcome: "setup" }
  | { outcome: "unreachable" };

const tokensAnswer = z.object({ refresh_token: z.string(), id_token: z.string(), scope: z.string() });
const claims = z.object({ aud: z.string(), email: z.email() });

/** The address of Google's page, where a person is asked. */
export function consentUrl(
  google: GoogleLibrary,
  client: Client,
  { redirectUri, state, challenge }: { redirectUri: string; state: string; challenge: string },
): string {
  const { clientId, clientSecret } = client;
  const url = new URL(google.oauth({ clientId, clientSecret, redirectUri }).generateAuthUrl());
  const asked = {
    scope: googleScopes.join(" "),
    state,
    code_challenge: challenge,
    code_challenge_method: "S256",
    // A refresh token comes only with these: the desk acts when nobody is there.
    access_type: "offline",
    prompt: "consent",
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return url.href;
}

/** Exchanges the code that Google sent a person back with. */
export async function redeem(
  google: GoogleLibrary,
  client: Client,
  code: string,
  { verifier, redirectUri }: Begun,
): Promise<Consent> {
  const { clientId, clientSecret } = client;
  const oauth = google.oauth({ clientId, clientSecret, redirectUri });
  let given: unknown;
  try {
    given = (await oauth.getToken({ code, codeVerifier: verifier })).tokens;
  } catch (error) {
    const status = statusOf(error);
    if (status === null || status >= 500 || status === 429) return { outcome: "unreachable" };
    return { outcome: isInvalidGrant(error) ? "expired" : "setup" };
  }
  const tokens = tokensAnswer.safeParse(given);
  // It came from Google over TLS, in answer to our own request: its signature need not be checked (OpenID Connect Core 3.1.3.7).
  const claimed = tokens.success ? claims.safeParse(payloadOf(tokens.data.id_token)) : null;
  if (!tokens.success || !claimed?.success || claimed.data.aud !== clientId) return { outcome: "setup" };
  const { refresh_token: refreshToken, scope } = tokens.data;
  if (!scope.split(" ").includes(calendarScope)) {
    // What was given without the calendar is given back; if that fails it is a permission that can do nothing.
    await oauth.revokeToken(refreshToken).catch(() => {});
    return { outcome: "no-calendar" };
  }
  return { outcome: "given", refreshToken, email: claimed.data.email };
}

const oauthError = z.object({ response: z.object({ data: z.object({ error: z.string() }) }) });

function isInvalidGrant(error: unknown): boolean {
  return oauthError.safeParse(error).data?.response.data.error === "invalid_grant";
}

function payloadOf(idToken: string): unknown {
  const [, payload = ""] = idToken.split(".");
  try {
    return JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
