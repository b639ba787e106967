import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** Everything a host can set, read once at the start. Units and defaults stand in `settings` below. */
export type Config = {
  port: number;
  /** Address to listen on. Loopback unless set, because TLS is a proxy's work. */
  host: string;
  /** Absolute path of the folder with the database. */
  dataDir: string;
  /** Origin people type in, without a trailing slash; null: this machine alone, and links lead nowhere else. */
  publicUrl: string | null;
  /** Proxies in front whose X-Forwarded-For is believed. */
  trustProxy: number;
  /**
   * Mail domains whose students are admitted at once. Without mail nothing verifies that the mailbox is
   * theirs: a domain is a claim, so set this only where a stranger with an account does no harm.
   */
  campusDomains: string[];
  /** Opens /metrics to whoever sends it as a bearer token; null: loopback only. */
  metricsToken: string | null;
  /** Folder of the built client. */
  clientDir: string;
  /** Name shown until an admin sets another. */
  campusName: string;
  /** A throw-away campus: the app shows a ribbon. */
  demo: boolean;
  meetings: {
    /** Base address of a Jitsi Meet installation, without a trailing slash; null: none. */
    jitsiUrl: string | null;
    /** Id of the OAuth client with which counselors connect their own Google accounts; null: they cannot. */
    googleClientId: string | null;
    /** Absolute path of the JSON key of one service account for the campus, with domain-wide delegation. */
    googleServiceAccountFile: string | null;
    /** In whose calendar the service account works, as a mail address; null: in each counselor's own. */
    googleDelegate: string | null;
    /** Where Google is reached instead of its own hosts: a gateway, or a stand-in in tests. */
    googleEndpoint: string | null;
  };
  outgoing: {
    /** Who mails come from: an address, or `Name <address>`; null: no mail. */
    mailFrom: string | null;
    /** The account and the sender (a number in E.164, an alphanumeric sender or a messaging service); null: no SMS. */
    twilio: { accountSid: string; from: string; apiUrl: string } | null;
    /** Lets push subscriptions name private hosts: for a push service on this machine, in tests. */
    pushPrivateHosts: boolean;
  };
};

/** What a server can be made with: what is not there is not set. */
export type GivenSecrets = Pick<Secrets, "authSecret"> & Partial<Secrets>;

/** Kept apart from `Config`, so that a printed config never shows one. */
export type Secrets = {
  /** Signs the session cookies; null: a key kept in the data folder. */
  authSecret: string | null;
  /** Goes with `googleClientId`. */
  googleClientSecret: string | null;
  /** Where mails are handed in, `smtp://` or `smtps://`, with name and password; goes with `mailFrom`. */
  smtpUrl: string | null;
  /** Goes with `twilio`. */
  twilioAuthToken: string | null;
};

const repository = fileURLToPath(new URL("..", import.meta.url));
const domain = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

const settings = z.object({
  PORT: z.coerce.number({ error: "must be a port number" }).int().min(0).max(65_535).default(8787),
  HOST: z.string().trim().min(1).default("127.0.0.1"),
  DATA_DIR: z.string().trim().min(1).default("data"),
  PUBLIC_URL: z
    .url({
      protocol: /^https?$/,
      error: "must be an http or https address such as https://desk.campus.example",
    })
    .refine((url) => URL.canParse(url) && ["", "/"].includes(new URL(url).pathname + new URL(url).search), {
      error: "must be an origin without a path: Alcove is served at the root of its host",
    })
    .transform((url) => new URL(url).origin)
    .optional(),
  TRUST_PROXY: z.coerce
    .number({ error: "must be the number of proxies in front" })
    .int()
    .min(0)
    .max(10)
    .optional(),
  ALCOVE_STUDENT_DOMAINS: z
    .string()
    .default("")
    .transform((list) =>
      list
        .toLowerCase()
        .split(/[\s,]+/)
        .filter((entry) => entry !== ""),
    )
    .pipe(
      z.array(
        z
          .string()
          .regex(domain, { error: "must list mail domains such as campus.example, separated by commas" }),
      ),
    ),
  METRICS_TOKEN: z.string().min(16, { error: "must have at least 16 characters" }).optional(),
  ALCOVE_CLIENT_DIR: z.string().trim().min(1).optional(),
  ALCOVE_CAMPUS_NAME: z.string().trim().min(1).max(100).default("Alcove"),
  JITSI_URL: z
    .url({ protocol: /^https$/, error: "must be an https address such as https://meet.campus.example" })
    .refine((url) => URL.canParse(url) && new URL(url).search + new URL(url).hash === "", {
      error: "must be an address without ? and #: the room's name is put behind it",
    })
    .transform((url) => url.replace(/\/+$/, ""))
    .optional(),
  GOOGLE_CLIENT_ID: z.string().trim().min(1).optional(),
  GOOGLE_SERVICE_ACCOUNT_FILE: z.string().trim().min(1).optional(),
  GOOGLE_DELEGATE: z.email({ error: "must be a mail address" }).optional(),
  GOOGLE_ENDPOINT: z
    .url({ protocol: /^https?$/, error: "must be an http or https address" })
    .refine(
      (url) => URL.canParse(url) && (new URL(url).protocol === "https:" || isLoopback(new URL(url).hostname)),
      { error: "must be an https address: tokens go there" },
    )
    .transform((url) => new URL(url).origin)
    .optional(),
  MAIL_FROM: z
    .string()
    .trim()
    .max(254)
    .regex(/^([^<>"\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, {
      error: "must be a mail address, or a name and an address as in Alcove <desk@campus.example>",
    })
    .optional(),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-fA-F]{32}$/, { error: "must be AC and 32 hexadecimal digits" })
    .optional(),
  TWILIO_FROM: z
    .string()
    .regex(/^(\+[1-9]\d{6,14}|MG[0-9a-fA-F]{32}|[A-Za-z0-9 ]{1,11})$/, {
      error:
        "must be a number such as +15005550006, a messaging service (MG…) or a sender of up to 11 letters",
    })
    .optional(),
  TWILIO_API_URL: z
    .url({ protocol: /^https?$/, error: "must be an http or https address" })
    .refine(
      (url) => URL.canParse(url) && (new URL(url).protocol === "https:" || isLoopback(new URL(url).hostname)),
      { error: "must be an https address: the token goes there" },
    )
    .transform((url) => new URL(url).origin)
    .default("https://api.twilio.com"),
  PUSH_PRIVATE_HOSTS: z.enum(["0", "1"], { error: "must be 0 or 1" }).default("0"),
  ALCOVE_DEMO: z.enum(["0", "1"], { error: "must be 0 or 1" }).default("0"),
});

const secretSettings = z.object({
  ALCOVE_SECRET: z.string().min(32, { error: "must have at least 32 characters" }).optional(),
  GOOGLE_CLIENT_SECRET: z.string().trim().min(1).optional(),
  SMTP_URL: z
    .url({
      protocol: /^smtps?$/,
      error: "must be an smtp or smtps address such as smtps://name:password@mail.example",
    })
    .optional(),
  TWILIO_AUTH_TOKEN: z.string().trim().min(1).optional(),
});

/** Reads the settings. Throws an Error that names each bad variable. An empty variable counts as not set. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const read = parse(settings, env);
  if (read.GOOGLE_CLIENT_ID !== undefined && read.GOOGLE_SERVICE_ACCOUNT_FILE !== undefined) {
    throw new Error("GOOGLE_CLIENT_ID and GOOGLE_SERVICE_ACCOUNT_FILE are two ways of which one can be set");
  }
  const publicUrl = read.PUBLIC_URL ?? null;
  return {
    port: read.PORT,
    host: read.HOST,
    dataDir: path.resolve(read.DATA_DIR),
    publicUrl,
    trustProxy: read.TRUST_PROXY ?? proxiesImpliedBy(publicUrl, read.HOST),
    campusDomains: read.ALCOVE_STUDENT_DOMAINS,
    metricsToken: read.METRICS_TOKEN ?? null,
    clientDir: path.resolve(read.ALCOVE_CLIENT_DIR ?? path.join(repository, "dist", "client")),
    campusName: read.ALCOVE_CAMPUS_NAME,
    demo: read.ALCOVE_DEMO === "1",
    meetings: {
      jitsiUrl: read.JITSI_URL ?? null,
      googleClientId: read.GOOGLE_CLIENT_ID ?? null,
      googleServiceAccountFile:
        read.GOOGLE_SERVICE_ACCOUNT_FILE === undefined
          ? null
          : path.resolve(read.GOOGLE_SERVICE_ACCOUNT_FILE),
      googleDelegate: read.GOOGLE_DELEGATE ?? null,
      googleEndpoint: read.GOOGLE_ENDPOINT ?? null,
    },
    outgoing: {
      mailFrom: read.MAIL_FROM ?? null,
      twilio: twilioOf(read),
      pushPrivateHosts: read.PUSH_PRIVATE_HOSTS === "1",
    },
  };
}

function twilioOf(read: z.output<typeof settings>): Config["outgoing"]["twilio"] {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_FROM: from, TWILIO_API_URL: apiUrl } = read;
  if (accountSid === undefined && from === undefined) return null;
  if (accountSid === undefined || from === undefined) {
    throw new Error("TWILIO_ACCOUNT_SID and TWILIO_FROM go together: set both or neither");
  }
  return { accountSid, from, apiUrl };
}

/** Reads the secrets. Throws an Error that names the variable and never its value. */
export function readSecrets(env: NodeJS.ProcessEnv): Secrets {
  const read = parse(secretSettings, env);
  return {
    authSecret: read.ALCOVE_SECRET ?? null,
    googleClientSecret: read.GOOGLE_CLIENT_SECRET ?? null,
    smtpUrl: read.SMTP_URL ?? null,
    twilioAuthToken: read.TWILIO_AUTH_TOKEN ?? null,
  };
}

/** A server that has no TLS of its own, is known by https and hears only its own machine, stands behind one proxy. */
function proxiesImpliedBy(publicUrl: string | null, host: string): number {
  return publicUrl?.startsWith("https:") && isLoopback(host) ? 1 : 0;
}

/** True for the names and addresses by which a machine calls itself. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?|(::ffff:)127(\.\d{1,3}){3})$/i.test(hostname);
}

function parse<T extends z.ZodType>(schema: T, env: NodeJS.ProcessEnv): z.output<T> {
  const set = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
  const result = schema.safeParse(set);
  if (result.success) return result.data;
  throw new Error(result.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`).join("; "));
}
