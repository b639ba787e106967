import { LRUCache } from "lru-cache";
import type { Trouble } from "../provider.ts";
import type { GoogleGrants } from "./google-grants.ts";
import type { Calendar, GoogleLibrary, OAuthClient } from "./google-library.ts";
import type { GoogleWay } from "./google-way.ts";

/** Accounts whose access token is kept in memory; the others ask for one again. */
const clientsKept = 500;

export type GoogleAccess = {
  /** In whose name a counselor's meetings are made: the grant's id, or the mail address that is acted for. */
  accountOf(counselorId: string): { outcome: "account"; account: string } | Trouble;
  /** The calendar of such an account. */
  calendarOf(account: string): Promise<{ outcome: "open"; calendar: Calendar } | Trouble>;
  /** Google took the account's token no more. `forGood`: nor will it take it again. */
  refused(account: string, forGood: boolean): void;
};

/** Opens calendars the way this server is configured for. */
export function createGoogleAccess(options: {
  way: GoogleWay;
  grants: GoogleGrants;
  library: () => Promise<GoogleLibrary>;
  emailOf: (personId: string) => string | null;
}): GoogleAccess {
  const { way, grants, library, emailOf } = options;
  const clients = new LRUCache<string, OAuthClient>({ max: clientsKept });

  /** A client per token: after connecting anew the old one is not used again. */
  function clientFor(google: GoogleLibrary, account: string, token: string): OAuthClient {
    const key = `${account} ${token}`;
    const known = clients.get(key);
    if (known !== undefined) return known;
    const made =
      way.way === "accounts"
        ? google.oauth(way)
        : google.serviceAccount({ email: way.email, key: way.key, subject: account });
    if (way.way === "accounts") made.setCredentials({ refresh_token: token });
    clients.set(key, made);
    return made;
  }

  return {
    accountOf(counselorId) {
      if (way.way === "service-account") {
        const account = way.delegate ?? emailOf(counselorId);
        return account === null ? never("google-setup") : { outcome: "account", account };
      }
      const grant = grants.of(counselorId);
      return grant === null ? never("google-not-connected") : { outcome: "account", account: grant.id };
    },
    async calendarOf(account) {
      const google = await library();
      if (way.way === "service-account") {
        return { outcome: "open", calendar: google.calendar(clientFor(google, account, "")) };
      }
      const grant = grants.byId(account);
      if (grant === null || grant.state === "leaving") return never("google-not-connected");
      const token = grant.state === "ended" ? null : grants.refreshToken(account);
      if (token === null) {
        grants.ended(account);
        return never("google-grant-ended");
      }
      return { outcome: "open", calendar: google.calendar(clientFor(google, account, token)) };
    },
    refused(account, forGood) {
      for (const key of clients.keys()) if (key.startsWith(`${account} `)) clients.delete(key);
      if (forGood && way.way === "accounts") grants.ended(account);
    },
  };
}

function never(code: Trouble["code"]): Trouble {
  return { outcome: "trouble", code, retry: false };
}
