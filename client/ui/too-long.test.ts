import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tooLongWords } from "./too-long.ts";

test("[D22] what is too long says by how much", () => {
  expect(tooLongWords("x".repeat(8_000), 8_000)).toBeNull();
  expect(tooLongWords("x".repeat(8_001), 8_000)).toBe("1 character too long.");
  expect(tooLongWords("x".repeat(9_312), 8_000)).toBe("1,312 characters too long.");
});

test("[D22] no field cuts off what is typed or pasted into it", () => {
  const client = join(import.meta.dirname, "..");
  const screens = readdirSync(client, { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.tsx?$/.test(file),
  );
  expect(screens.length).toBeGreaterThan(300);
  const attribute = new RegExp("max" + "Length=");
  expect(screens.filter((file) => attribute.test(readFileSync(join(client, file), "utf8")))).toEqual([]);
});
