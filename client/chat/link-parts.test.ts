import fc from "fast-check";
import { expect, it } from "vitest";
import { linkParts } from "./link-parts.ts";

it("finds an https address and leaves the sentence's end out of it", () => {
  expect(linkParts("See https://example.org/a?b=1. Bye")).toEqual([
    { kind: "text", text: "See " },
    { kind: "link", url: "https://example.org/a?b=1" },
    { kind: "text", text: ". Bye" },
  ]);
});

it("[Q9] makes a link of nothing but https", () => {
  for (const body of ["javascript:alert(1)", "http://example.org", "data:text/html,x", "https://"]) {
    expect(linkParts(body).filter((part) => part.kind === "link")).toEqual([]);
  }
});

it("never changes what was said", () => {
  const words = fc.array(fc.oneof(fc.string(), fc.constant("https://example.org/x).")), { maxLength: 6 });
  fc.assert(
    fc.property(words, (pieces) => {
      const body = pieces.join(" ");
      const said = linkParts(body).map((part) => (part.kind === "text" ? part.text : part.url));
      expect(said.join("")).toBe(body);
    }),
  );
});
