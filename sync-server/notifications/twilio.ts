import { z } from "zod";
import { retryAfterMs, type Sent } from "./channel.ts";
import type { SmsProvider } from "./sms-channel.ts";

/** Milliseconds for the API to answer. */
const patienceMs = 15_000;
/** What their clock and ours may differ by, in ms. */
const clockSlackMs = 60_000;

export type TwilioSettings = {
  accountSid: string;
  authToken: string;
  /** A number of the account in E.164, an alphanumeric sender, or a messaging service (`MG…`). */
  from: string;
  /** Origin of the API. */
  apiUrl: string;
};

const refusal = z.object({ code: z.number(), message: z.string() });
const listing = z.object({
  messages: z.array(z.object({ body: z.string().nullable(), date_created: z.string() })),
});

/** Numbers that will not take a message later either: no number, a landline, no such country, or the person sent STOP. */
const deadNumber = [21211, 21214, 21217, 21408, 21610, 21612, 21614];

/** Twilio's Messages resource, version 2010-04-01: create one, and list them by number and day. */
export function twilio({ accountSid, authToken, from, apiUrl }: TwilioSettings): SmsProvider {
  const messages = `${apiUrl}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`;

  function ask(url: string, signal: AbortSignal, body?: URLSearchParams): Promise<Response> {
    return fetch(url, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization, accept: "application/json" },
      ...(body === undefined ? {} : { body }),
      // The password must not follow a redirect to somewhere else.
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    });
  }

  return {
    async send(to, text, signal): Promise<Sent> {
      const body = new URLSearchParams({ To: to, Body: text });
      body.set(from.startsWith("MG") ? "MessagingServiceSid" : "From", from);
      let response: Response;
      try {
        response = await ask(messages, signal, body);
      } catch {
        return { result: "retry", error: "no answer from the SMS provider", uncertain: true };
      }
      if (response.ok) return { result: "sent" };
      return refused(response);
    },

    async wasSent(to, text, since, signal) {
      const day = new Date(since - clockSlackMs).toISOString().slice(0, 10);
      const query = new URLSearchParams({ To: to, "DateSent>": day, PageSize: "100" });
      const response = await ask(`${messages}?${query}`, signal);
      if (!response.ok) throw new Error(`the SMS provider answered ${response.status}`);
      return listing
        .parse(await response.json())
        .messages.some(
          ({ body, date_created }) => body === text && Date.parse(date_created) >= since - clockSlackMs,
        );
    },
  };
}

async function refused(response: Response): Promise<Sent> {
  const { status } = response;
  const told = refusal.safeParse(await response.json().catch(() => null)).data;
  const error = `the SMS provider answered ${status}${told === undefined ? "" : ` (${told.code})`}`;
  if (told !== undefined && deadNumber.includes(told.code)) return { result: "dead-address", detail: error };
  const afterMs = retryAfterMs(response.headers.get("retry-after"), Date.now());
  // 401 and 403 are the host's to mend; what waits goes out after that.
  if (status === 429 || status === 401 || status === 403) {
    return { result: "retry", error, uncertain: false, ...(afterMs === undefined ? {} : { afterMs }) };
  }
  if (status >= 500) {
    return { result: "retry", error, uncertain: true, ...(afterMs === undefined ? {} : { afterMs }) };
  }
  return { result: "failed", error };
}
