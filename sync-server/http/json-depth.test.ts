import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonDepth, refuseDeep } from "./json-depth.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("a body nests as deep as it may, and no deeper", () => {
  expect(() => refuseDeep(bytes("[".repeat(jsonDepth)))).not.toThrow();
  expect(() => refuseDeep(bytes("[".repeat(jsonDepth + 1)))).toThrow("at most");
  expect(() => refuseDeep(bytes('{"a":'.repeat(jsonDepth + 1)))).toThrow("at most");
});

test("brackets in strings do not count, whatever stands before them", () => {
  expect(() => refuseDeep(bytes(JSON.stringify(`"\\${"[{".repeat(100)}`)))).not.toThrow();
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      refuseDeep(bytes(JSON.stringify({ [text]: [text, "["] })));
    }),
  );
});

test("what is as deep as JSON.parse finds it is refused exactly when it is too deep", () => {
  const depthOf = (value: unknown): number =>
    typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 24 }), (value) => {
      const refused = () => refuseDeep(bytes(JSON.stringify(value)));
      if (depthOf(value) > jsonDepth) expect(refused).toThrow();
      else expect(refused).not.toThrow();
    }),
  );
});
