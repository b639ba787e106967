import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const client = join(import.meta.dirname, "..");

test("[D17] no cursor over unique keys anywhere: WebKit's fail on an empty index", () => {
  const sources = readdirSync(client, { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.tsx?$/.test(file) && !file.includes("no-unique-cursors"),
  );
  expect(sources.length).toBeGreaterThan(300);
  const using = sources.filter((file) =>
    /\b(uniqueKeys|eachUniqueKey|nextunique|prevunique)\b/.test(readFileSync(join(client, file), "utf8")),
  );
  expect(using).toEqual([]);
});
