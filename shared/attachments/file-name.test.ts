import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { safeFileName } from "./file-name.ts";
import { type FileType, fileTypes, isFileType, nameFits } from "./file-types.ts";

const types = Object.keys(fileTypes).filter(isFileType);

describe("[AT3] the name of a file", () => {
  test.each<[string, FileType, string]>([
    ["lease.pdf", "application/pdf", "lease.pdf"],
    ["LEASE.PDF", "application/pdf", "LEASE.PDF"],
    ["../../etc/passwd", "text/plain", "_.._etc_passwd.txt"],
    ["invoice.pdf.exe", "application/pdf", "invoice.pdf.exe.pdf"],
    ["page.html", "text/plain", "page.html.txt"],
    ["photo\u202egpj.exe", "image/jpeg", "photo_gpj.exe.jpg"],
    ["a\0b.png", "image/png", "a_b.png"],
    [
      "Übung 1.docx",
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "Übung 1.docx",
    ],
    [".pdf", "application/pdf", "file.pdf"],
    ["   ", "image/png", "file.png"],
    ["con:|<>", "text/plain", "con____.txt"],
  ])("%j of a %s is saved as %j", (name, type, expected) => {
    expect(safeFileName(name, type)).toBe(expected);
  });

  test("whatever was asked for, it is no path, hides nothing, ends as its type does, and says the same twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.constantFrom(...types), (name, type) => {
        const safe = safeFileName(name, type);
        expect(safe).not.toMatch(/[/\\\p{Cc}\p{Cf}]/u);
        expect(safe.length).toBeLessThanOrEqual(200);
        expect(nameFits(safe, type)).toBe(true);
        expect(safeFileName(safe, type)).toBe(safe);
      }),
    );
  });
});

describe("[D29] names of other scripts", () => {
  test.each([
    ["نمی‌خواهم.pdf", "application/pdf"],
    ["क्‍ष.pdf", "application/pdf"],
    ["👩‍👩‍👧‍👦.png", "image/png"],
  ] as const)("%s is kept as it is", (name, type) => {
    expect(safeFileName(name, type)).toBe(name);
  });

  test("a long one is cut between letters and fits on a disk", () => {
    const name = safeFileName(`${"👩‍👩‍👧‍👦".repeat(100)}.png`, "image/png");
    expect(name).toMatch(/^(👩‍👩‍👧‍👦)+\.png$/);
    expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(200);
  });
});
