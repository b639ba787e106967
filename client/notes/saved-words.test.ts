import { expect, test } from "vitest";
import { savedWords } from "./saved-words.ts";

test("[N8] words that wait never look sent, and words that are on no disk never look saved", () => {
  expect(savedWords("saved", 0, "synced").words).toBe("Saved");
  expect(savedWords("saved", 0, "offline").words).toBe("Saved");
  expect(savedWords("saved", 2, "synced").words).toBe("Waiting to be sent");
  expect(savedWords("saved", 2, "offline").words).toMatch(/on this device.*Waiting to be sent/);
  expect(savedWords("saving", 0, "synced").words).toBe("Saving…");
  expect(savedWords("failed", 0, "synced")).toMatchObject({ tone: "alarm" });
  expect(savedWords("failed", 3, "offline").words).toMatch(/^Not saved/);
});
