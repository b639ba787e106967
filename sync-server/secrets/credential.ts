import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Bytes of chance in a credential: 43 characters of base64url. */
const credentialBytes = 32;

/** A new credential. It is given to its owner once; what is kept of it is `hashOf`. */
export function newCredential(): string {
  return randomBytes(credentialBytes).toString("base64url");
}

/**
 * What may be stored of a credential: who reads the database or a backup of it can use nothing they find there. A fast hash is
 * enough for a credential that is chance alone, because there is nothing to guess.
 */
export function hashOf(credential: string): string {
  return digest(credential).toString("hex");
}

/** Compares two credentials in a time that tells nothing of either. */
export function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

/** `credential.signature`: the form in which a sign-in leaves the server, in its cookie or as a bearer. */
export function signed(credential: string, secret: string): string {
  return `${credential}.${signatureOf(credential, secret).toString("base64")}`;
}

/** The credential in a value that `signed` made with this secret; null for any other. */
export function unsigned(value: string, secret: string): string | null {
  const dot = value.lastIndexOf(".");
  if (dot < 1) return null;
  const credential = value.slice(0, dot);
  const given = Buffer.from(value.slice(dot + 1), "base64");
  const expected = signatureOf(credential, secret);
  return given.length === expected.length && timingSafeEqual(given, expected) ? credential : null;
}

function signatureOf(credential: string, secret: string): Buffer {
  return createHmac("sha256", secret).update(credential).digest();
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
