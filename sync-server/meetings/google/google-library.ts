import type * as CalendarPart from "googleapis/build/src/apis/calendar/index.js";

/** Milliseconds for one answer of Google's; the library itself would wait for ever. */
const answerWithinMs = 20_000;
/** Google's own hosts, by what is asked of them. */
const hosts = { consent: "https://accounts.google.com", oauth: "https://oauth2.googleapis.com" } as const;

/** What a counselor lets the desk do: change events, and say which account it is. */
export const googleScopes = ["https://www.googleapis.com/auth/calendar.events", "openid", "email"];
const [calendarScope = ""] = googleScopes;

export { calendarScope };

export type Calendar = CalendarPart.calendar_v3.Calendar;
export type CalendarEvent = CalendarPart.calendar_v3.Schema$Event;
export type OAuthClient = InstanceType<typeof CalendarPart.auth.OAuth2>;

export type GoogleLibrary = {
  oauth(client: { clientId: string; clientSecret: string; redirectUri?: string }): OAuthClient;
  serviceAccount(account: { email: string; key: string; subject: string }): OAuthClient;
  calendar(auth: OAuthClient): Calendar;
};

/**
 * Google's own client library, its calendar part only: the whole takes 160 MB of memory. Loaded when first needed.
 * @param endpoint an origin that stands in for all of Google's hosts; null: Google itself
 */
export async function loadGoogleLibrary(endpoint: string | null): Promise<GoogleLibrary> {
  const { auth, calendar } = await import("googleapis/build/src/apis/calendar/index.js");
  const transporterOptions = { timeout: answerWithinMs, fetchImplementation: fetchFrom(endpoint) };
  const endpoints = {
    oauth2AuthBaseUrl: `${endpoint ?? hosts.consent}/o/oauth2/v2/auth`,
    oauth2TokenUrl: `${endpoint ?? hosts.oauth}/token`,
    oauth2RevokeUrl: `${endpoint ?? hosts.oauth}/revoke`,
  };
  return {
    oauth: (client) => oneTry(new auth.OAuth2({ ...client, endpoints, transporterOptions })),
    serviceAccount: (account) =>
      oneTry(new auth.JWT({ ...account, scopes: [calendarScope], transporterOptions })),
    calendar: (client) =>
      calendar({ version: "v3", auth: client, ...(endpoint === null ? {} : { rootUrl: `${endpoint}/` }) }),
  };
}

/** The library tries again by itself, at once and without telling; a job's tries are counted and spread instead. */
function oneTry<Client extends OAuthClient>(client: Client): Client {
  client.transporter.interceptors.request.add({
    resolved: async (request) => {
      const { retryConfig: _, ...once } = request;
      return { ...once, retry: false };
    },
  });
  return client;
}

/** Node's own. The token endpoint of service accounts is fixed in the library, so it is led elsewhere at the last moment. */
function fetchFrom(endpoint: string | null): typeof fetch {
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const elsewhere = endpoint !== null && url.origin === hosts.oauth;
    return fetch(elsewhere ? new URL(url.pathname + url.search, endpoint) : url, init);
  };
}
