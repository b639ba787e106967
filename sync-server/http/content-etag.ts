import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";

/**
 * Names the content of a file, for `ETag`. Its size and time are not enough: two builds may share both, and a browser that
 * holds the older one would be told that nothing has changed. The client's own files are small, and each is hashed
 * once for as long as it is the same file.
 */
export function createContentEtags(): (file: string) => string {
  const known = new Map<string, { made: string; etag: string }>();
  return (file) => {
    // A file that is replaced or written to has another inode or change time, which nobody can set.
    const { ino, ctimeNs, size } = statSync(file, { bigint: true });
    const made = `${ino} ${ctimeNs} ${size}`;
    const before = known.get(file);
    if (before?.made === made) return before.etag;
    // Weak, because the bytes on the wire may be compressed.
    const etag = `W/"${createHash("sha256").update(readFileSync(file)).digest("base64url")}"`;
    known.set(file, { made, etag });
    return etag;
  };
}
