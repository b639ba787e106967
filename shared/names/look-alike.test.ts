import { expect, test } from "vitest";
import { isOnlyTitle, looksLike } from "./look-alike.ts";

test.each([
  "leila haddad",
  "LEILA HADDAD",
  "LeiIa Haddad",
  "Lei1a Haddad",
  "Léïla Haddad",
  "Leila Haddad.",
  "Haddad, Leila",
  "LeilaHaddad",
  "Leila_Haddad",
  "Dr. Leila Haddad (Counselor)",
  "Leila Haddad, Support Team",
  "Ｌｅｉｌａ Haddad",
  "𝐋𝐞𝐢𝐥𝐚 Haddad",
  "Leila Hаddаd",
])("[A18] %s looks like Leila Haddad", (name) => {
  expect(looksLike(name, "Leila Haddad")).toBe(true);
  expect(looksLike("Leila Haddad", name)).toBe(true);
});

test.each([
  ["Ѕаѕһа Сосо", "Sasha Coco"],
  ["Тоm", "Tom"],
  ["Tomas Rivera", "Tomás Rivera"],
  ["ΑΝΝΑ", "ANNA"],
  ["A1cove", "Alcove"],
])("[A18] %s looks like %s", (one, other) => expect(looksLike(one, other)).toBe(true));

test.each([
  ["Leila M. Haddad", "Leila Haddad"],
  ["Lara Haddad", "Leila Haddad"],
  ["王小明", "王小朋"],
  ["محمد علي", "محمد حسن"],
  ["Иван Петров", "Иван Попов"],
])("%s and %s are two names", (one, other) => expect(looksLike(one, other)).toBe(false));

test.each(["Counselor", "The ADMIN team", "Аdmin", "S.t.a.f.f"])("[A18] %s is no name", (name) => {
  expect(isOnlyTitle(name)).toBe(true);
});
test("a name is no title", () => expect(isOnlyTitle("Ana Doctorow")).toBe(false));
