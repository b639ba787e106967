import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Config, Secrets } from "../../config.ts";

/** How this server may act at Google: for each counselor who connected their account, or as one service account. */
export type GoogleWay =
  | { way: "accounts"; clientId: string; clientSecret: string }
  | { way: "service-account"; email: string; key: string; delegate: string | null };

/** The fields of a service account's JSON key that signing needs. */
const keyFile = z.object({
  type: z.literal("service_account"),
  client_email: z.email(),
  private_key: z.string().startsWith("-----BEGIN PRIVATE KEY-----"),
});

/**
 * Null when Google is not configured.
 * @throws Error that names the variable when it is configured by half, or the key cannot be read
 */
export function googleWayOf(
  { googleClientId, googleServiceAccountFile, googleDelegate }: Config["meetings"],
  { googleClientSecret }: Pick<Secrets, "googleClientSecret">,
): GoogleWay | null {
  if (googleServiceAccountFile !== null) return serviceAccount(googleServiceAccountFile, googleDelegate);
  if (googleDelegate !== null) throw new Error("GOOGLE_DELEGATE needs GOOGLE_SERVICE_ACCOUNT_FILE");
  if (googleClientId === null && googleClientSecret === null) return null;
  if (googleClientId === null) throw new Error("GOOGLE_CLIENT_SECRET needs GOOGLE_CLIENT_ID");
  if (googleClientSecret === null) throw new Error("GOOGLE_CLIENT_ID needs GOOGLE_CLIENT_SECRET");
  return { way: "accounts", clientId: googleClientId, clientSecret: googleClientSecret };
}

function serviceAccount(file: string, delegate: string | null): GoogleWay {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`GOOGLE_SERVICE_ACCOUNT_FILE cannot be read: ${file}`, { cause: error });
  }
  const parsed = keyFile.safeParse(jsonOf(text));
  if (!parsed.success) {
    throw new Error(`GOOGLE_SERVICE_ACCOUNT_FILE is not the JSON key of a service account: ${file}`);
  }
  return {
    way: "service-account",
    email: parsed.data.client_email,
    key: parsed.data.private_key,
    delegate,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
