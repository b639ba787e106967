import type { IncomingMessage } from "node:http";
import type { RequestHandler } from "express";
import helmet from "helmet";
import type { Config } from "../config.ts";

/** Host and port as a header may name them; anything else stays out of the policy. */
const hostForm = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?$/i;

/** Nothing loads, frames or receives but this server. Sent with every answer. */
export function securityHeaders(config: Pick<Config, "publicUrl">): RequestHandler[] {
  const https = config.publicUrl?.startsWith("https:") ?? false;
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          "default-src": ["'none'"],
          "script-src": ["'self'"],
          // Mantine, ProseMirror and the cursors of others write style elements and attributes at run time. A nonce
          // would not help: the page is precached, so one nonce would serve every start. What a smuggled style
          // could tell, it could tell nobody: images, fonts and connections go to this server alone.
          "style-src": ["'self'", "'unsafe-inline'"],
          "img-src": ["'self'", "data:", "blob:"],
          "font-src": ["'self'"],
          "connect-src": [
            "'self'",
            (req: IncomingMessage) => socketSource(config.publicUrl, req.headers.host),
          ],
          "manifest-src": ["'self'"],
          "worker-src": ["'self'"],
          "frame-ancestors": ["'none'"],
          "base-uri": ["'none'"],
          "form-action": ["'self'"],
        },
      },
      strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
      referrerPolicy: { policy: "no-referrer" },
      crossOriginOpenerPolicy: { policy: "same-origin" },
      crossOriginResourcePolicy: { policy: "same-origin" },
      xFrameOptions: { action: "deny" },
    }),
    (_req, res, next) => {
      res.setHeader(
        "Permissions-Policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
      );
      next();
    },
  ];
}

/** Older browsers do not count the socket as 'self', so it is named. */
function socketSource(publicUrl: string | null, host: string | undefined): string {
  if (publicUrl !== null) return publicUrl.replace(/^http/, "ws");
  return host !== undefined && hostForm.test(host) ? `ws://${host}` : "'self'";
}
