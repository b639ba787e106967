import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { z } from "zod";
import { campus, meAnswer } from "./account.ts";

const answers = { "GET /api/me": meAnswer, "GET /api/campus": campus };
const pinned = "57bf2a5bad82db6dbdbc05b4cb0e0a4482bd763ed5b0c84d2e8fbb1f42829b03";

test("[W16] the answers that the app reads are those that an earlier app reads", () => {
  const forms = Object.entries(answers).map(([path, schema]) => [
    path,
    z.toJSONSchema(schema, { io: "input" }),
  ]);
  expect(
    createHash("sha256").update(JSON.stringify(forms)).digest("hex"),
    "An answer has changed. What only adds an optional field is pinned here anew; nothing is renamed, narrowed or left out.",
  ).toBe(pinned);
});
