import { expect, test } from "vitest";
import { notAdmitted, notAdmittedBy } from "./refusal.ts";

test("[T12] only our status with our code says that somebody is not admitted", () => {
  expect(notAdmitted(401, "signed-out")).toBe("signed-out");
  expect(notAdmitted(403, "account-suspended")).toBe("suspended");
  expect(notAdmitted(403, "account-pending")).toBe("pending");
  expect(notAdmitted(403, "signed-out")).toBeNull();
  expect(notAdmitted(401, "account-suspended")).toBeNull();
  expect(notAdmitted(403, "forbidden")).toBeNull();
  expect(notAdmitted(401, "wrong-credentials")).toBeNull();
});

test.each([
  ["a page", "<html>Sign in to the network</html>"],
  ["nothing", ""],
  ["a proxy's JSON", JSON.stringify({ error: "unauthorized" })],
  ["JSON with a message", JSON.stringify({ error: { message: "signed-out" } })],
  ["our form with a code of somebody else", JSON.stringify({ error: { code: "denied", message: "" } })],
  ["null", "null"],
])("[T12] 401 and 403 with %s are nobody's no", (_, text) => {
  for (const status of [401, 403, 407, 511]) expect(notAdmittedBy(status, text)).toBeNull();
});
