import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** Bytes: AES-256's key, GCM's own nonce length and its full tag (NIST SP 800-38D). */
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
/** The form below; a later one gets another. */
const version = "v1.";

/** Seals what must not be readable in the database or a backup of it. */
export type Sealer = {
  /** @param about what it belongs to: sealed for one row it cannot be opened as another's */
  seal(text: string, about: string): string;
  /** Null when it was not sealed with this key for this: changed, moved, or the server's secret is another now. */
  open(sealed: string, about: string): string | null;
};

/** A key of its own for one purpose, from the server's secret. */
export function derivedKey(secret: string, label: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "alcove", label, keyBytes));
}

/**
 * AES-256-GCM under a key derived for this label.
 * @param secret the host's own, or the one in the data folder; it is not in the database
 */
export function createSealer(secret: string, label: string): Sealer {
  const key = derivedKey(secret, `seal ${label}`);
  return {
    seal(text, about) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(about));
      const sealed = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return version + sealed.toString("base64url");
    },
    open(sealed, about) {
      if (!sealed.startsWith(version)) return null;
      const bytes = Buffer.from(sealed.slice(version.length), "base64url");
      if (bytes.length < nonceBytes + tagBytes) return null;
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceBytes), {
          authTagLength: tagBytes,
        });
        decipher.setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(-tagBytes));
        const text = decipher.update(bytes.subarray(nonceBytes, -tagBytes));
        return Buffer.concat([text, decipher.final()]).toString("utf8");
      } catch {
        return null;
      }
    },
  };
}
