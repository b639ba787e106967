import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSealer } from "./seal.ts";

const secret = "a secret of the tests, 32 letters or more";
const sealer = createSealer(secret, "tokens");

describe("[M8] what is sealed", () => {
  test("opens as it was, and never looks the same twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (text, about) => {
        const sealed = sealer.seal(text, about);
        expect(sealer.open(sealed, about)).toBe(text);
        expect(sealer.seal(text, about)).not.toBe(sealed);
      }),
    );
  });

  test("does not open for another row, purpose or secret", () => {
    const sealed = sealer.seal("1//refresh", "grant a");
    expect(sealed).not.toContain("refresh");
    expect(sealer.open(sealed, "grant b")).toBeNull();
    expect(createSealer(secret, "other").open(sealed, "grant a")).toBeNull();
    expect(createSealer(`${secret}!`, "tokens").open(sealed, "grant a")).toBeNull();
  });

  test("hostile: changed in any bit, cut or made up, it does not open", () => {
    const sealed = sealer.seal("1//refresh", "a");
    const bytes = Buffer.from(sealed.slice(3), "base64url");
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect(sealer.open(`v1.${changed.toString("base64url")}`, "a")).toBeNull();
      }),
    );
    for (const bad of ["", "v1.", "v2.AAAA", sealed.slice(0, 30), sealed.slice(3), "1//refresh"])
      expect(sealer.open(bad, "a")).toBeNull();
  });
});
