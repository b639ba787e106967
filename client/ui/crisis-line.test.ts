import { expect, test } from "vitest";
import { fallbackLines, telLink } from "./crisis-line.ts";

test.each([
  ["112", "tel:112"],
  ["+49 (0)30 123-456", "tel:+49030123456"],
  ["*31#112", "tel:*31#112"],
])("%s is dialled as %s", (phone, link) => {
  expect(telLink(phone)).toBe(link);
});

test("[U1] there is always a line that can be dialled", () => {
  expect(fallbackLines.some((line) => /\d/.test(telLink(line.phone)))).toBe(true);
});
