import { expect, test } from "vitest";
import { meantBy } from "./pasted.ts";

const pdf = { name: "my lease.pdf", type: "application/pdf" };
const png = { name: "image.png", type: "image/png" };

test.each([
  ["text alone", [], ["text/plain"], "hello", { files: false, text: true }],
  ["a file alone", [pdf], ["Files"], "", { files: true, text: false }],
  ["a file and its name", [pdf], ["text/plain", "Files"], "my lease.pdf", { files: true, text: false }],
  [
    "a file and its path",
    [pdf],
    ["text/plain", "Files"],
    "/home/sam/my lease.pdf",
    { files: true, text: false },
  ],
  [
    "a file and its address",
    [pdf],
    ["text/uri-list", "text/plain", "Files"],
    "file:///home/sam/my%20lease.pdf",
    { files: true, text: false },
  ],
  ["a screenshot", [png], ["Files"], "", { files: true, text: false }],
  ["a picture copied from a page", [png], ["text/html", "Files"], "", { files: true, text: false }],
  [
    "a paragraph of a document",
    [png],
    ["text/plain", "text/html", "text/rtf", "Files"],
    "A paragraph.",
    { files: false, text: true },
  ],
  ["a file and other words", [pdf], ["text/plain", "Files"], "see this", { files: true, text: true }],
] as const)("[AT12] %s", (_, files, types, text, meant) => {
  expect(meantBy({ files, types, text })).toEqual(meant);
});

test("[AT12] a file whose name has its accents apart is attached alone, beside its name in one piece", () => {
  const file = { name: "Re\u0301sume\u0301.pdf", type: "application/pdf" };
  for (const text of ["R\u00e9sum\u00e9.pdf", "file:///home/a/R%C3%A9sum%C3%A9.pdf"])
    expect(meantBy({ files: [file], types: ["Files", "text/plain"], text })).toEqual({
      files: true,
      text: false,
    });
});
