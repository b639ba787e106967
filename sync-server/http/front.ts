import { readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import path from "node:path";
import { z } from "zod";
import type { Config } from "../config.ts";

/** Findings that are kept in all: a stranger may make up one address after the other. */
const findingsKept = 20;

/** Host and port as a header may name them; anything else is not repeated. */
const hostForm = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?$/i;

const kept = z.array(z.object({ at: z.number(), text: z.string() })).max(findingsKept);
export type FrontFinding = z.infer<typeof kept>[number];

type Request = { headers: IncomingHttpHeaders; remoteAddress: string | undefined };

/** What stands in front of the server: it is told of requests that show a wrong setting, and says each thing once. */
export type Front = {
  /** Any request: is there a proxy whose word on addresses is not believed? */
  seen(request: Request): void;
  /** A socket's request that came without `Upgrade`. */
  noUpgrade(request: Request): void;
  /** A write or a socket from a page of another origin than the server's own. */
  foreign(request: Request): void;
};

/**
 * Watches for a proxy that is not set up right, since nothing else would tell its host.
 * @param options.dataDir keeps the findings of this run in a file, for `alcove doctor`
 */
export function watchFront(
  config: Pick<Config, "publicUrl" | "trustProxy">,
  { dataDir, say, now }: { dataDir: string; say: (text: string) => void; now: () => number },
): Front {
  const file = fileIn(dataDir);
  // Whoever starts the server again may have mended it.
  rmSync(file, { force: true });
  const findings: FrontFinding[] = [];
  function found(text: string): void {
    if (findings.length >= findingsKept || findings.some((finding) => finding.text === text)) return;
    findings.push({ at: now(), text });
    say(text);
    try {
      writeFileSync(file, JSON.stringify(findings), { mode: 0o600 });
    } catch {
      // A full or read-only disk is told elsewhere.
    }
  }
  return {
    seen({ headers, remoteAddress }) {
      const where = remoteAddress ?? "an unknown address";
      const passed = hopsIn(headers);
      if (passed === 0) {
        if (cameByProxy(config, headers))
          found(
            `A proxy at ${where} forwards requests without X-Forwarded-For, so everybody behind it shares the limits of one address. Let it send that header (for nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for), and set TRUST_PROXY to the number of proxies in front.`,
          );
      } else if (config.trustProxy === 0) {
        found(
          `A proxy at ${where} forwards requests, and what it says of their senders is not believed: everybody behind it shares the limits of one address. If it is yours, set TRUST_PROXY=1 (the number of proxies in front).`,
        );
      } else if (passed < config.trustProxy) {
        found(
          `TRUST_PROXY is ${config.trustProxy}, but a request from ${where} passed ${passed}: who sends one may claim any address, and no limit of addresses holds. Set TRUST_PROXY to the number of proxies that every request passes.`,
        );
      }
    },
    noUpgrade({ remoteAddress }) {
      found(
        `A request for a live connection came from ${remoteAddress ?? "an unknown address"} without its Upgrade header, so devices cannot sync. Let the proxy in front pass on WebSocket: for nginx, proxy_http_version 1.1 and the headers Upgrade and Connection.`,
      );
    },
    foreign({ headers }) {
      // The browser itself says that another site made the request: an attack or a wrong link, not a wrong setting.
      if (headers["sec-fetch-site"] === "cross-site" || headers["sec-fetch-site"] === "same-site") return;
      const mismatch = mismatchOf(config, headers);
      if (mismatch !== null) found(`A request was refused. ${mismatch}`);
    },
  };
}

/** Proxies that have written down whom they got the request from. */
function hopsIn(headers: IncomingHttpHeaders): number {
  return String(headers["x-forwarded-for"] ?? "")
    .split(",")
    .filter((hop) => hop.trim() !== "").length;
}

/** What proxies add that name the sender in another way, or not at all; Express reads X-Forwarded-For alone. */
const proxyHeaders = [
  "forwarded",
  "x-real-ip",
  "x-client-ip",
  "true-client-ip",
  "cf-connecting-ip",
  "x-forwarded-host",
  "x-forwarded-proto",
];

/** Did a proxy pass this on? This server speaks no TLS, so what a page at an https address sends came by one that does. */
function cameByProxy({ publicUrl }: Pick<Config, "publicUrl">, headers: IncomingHttpHeaders): boolean {
  const fromTls = publicUrl?.startsWith("https:") === true && headers.origin === publicUrl;
  return fromTls || proxyHeaders.some((name) => headers[name] !== undefined);
}

/** What the last run of the server found, for `alcove doctor`. */
export function frontFindings(dataDir: string): FrontFinding[] {
  try {
    return kept.parse(JSON.parse(readFileSync(fileIn(dataDir), "utf8")));
  } catch {
    return [];
  }
}

/** Which two addresses differ, and the setting that mends it; null where the request names no page. */
export function mismatchOf(config: Pick<Config, "publicUrl">, headers: IncomingHttpHeaders): string | null {
  const { origin, host } = headers;
  if (origin === undefined || !URL.canParse(origin)) return null;
  const page = new URL(origin).origin;
  if (page === "null") return null;
  if (config.publicUrl !== null) {
    return `The page was opened at ${page}, but this desk's address is ${config.publicUrl} (PUBLIC_URL). Open it there, or set PUBLIC_URL to the address that people open.`;
  }
  const known = host !== undefined && hostForm.test(host) ? host : "a host that it does not name";
  return `The page was opened at ${page}, but its request came for ${known}. Let the proxy in front pass on the Host header, or set PUBLIC_URL to the address that people open.`;
}

function fileIn(dataDir: string): string {
  return path.join(dataDir, "front-findings.json");
}
