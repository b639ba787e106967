/** Why a socket closes. 4400–4499 also stop y-websocket's own reconnecting. */
export const closeCodes = {
  badFrame: 4400,
  signedOut: 4401,
  /** Suspended, or the role changed: connect again, admission decides anew. */
  admissionChanged: 4403,
  slowReader: 4408,
  writeRefused: 4409,
  tooLarge: 4413,
  clientTooOld: 4426,
  tooManyRefusals: 4429,
  serverRestarts: 1012,
} as const;
export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes];
