import { expect, test } from "vitest";
import { unsentWords } from "./unsent-words.ts";

test("[U9] signing out lists what would be lost, with numbers", () => {
  expect(unsentWords({ waiting: 3, refused: 1, drafts: 0 })).toEqual([
    "3 things wait to be sent",
    "1 thing was not accepted",
  ]);
  expect(unsentWords({ waiting: 0, refused: 0, drafts: 2 })).toEqual(["2 drafts"]);
  expect(unsentWords({ waiting: 0, refused: 0, drafts: 0, files: 1 })).toEqual([
    "1 file that was chosen and not sent",
  ]);
  expect(unsentWords({ waiting: 0, refused: 0, drafts: 0 })).toEqual([]);
});
