import { expect, test } from "vitest";
import { claimsRole, isOnlyTitle, looksLike } from "./look-alike.ts";

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
  "ʟᴇɪʟᴀ ʜᴀᴅᴅᴀᴅ",
  "🇱🇪🇮🇱🇦 Haddad",
  "🅻eila 🅷addad",
  "L3ila H@ddad",
  "Lei!a Haddad",
  "Leila Haddad 2",
  "Leila Haddad ①",
  "Leila Haddad (she/her)",
  "Leila Haddad [on call]",
  "Leila Haddad, PhD",
  "Leila Haddad - campus clinic",
])("[A18] %s looks like Leila Haddad", (name) => {
  expect(looksLike(name, "Leila Haddad")).toBe(true);
  expect(looksLike("Leila Haddad", name)).toBe(true);
});

test.each([
  ["Ѕаѕһа Сосо", "Sasha Coco"],
  ["Тоm", "Tom"],
  ["Tomas Rivera", "Tomás Rivera"],
  ["Tom VVeber", "Tom Weber"],
  ["Anna Mueller", "Anna Müller"],
  ["Jörg Schroeder", "Jorg Schröder"],
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

test.each([
  "Counselor Ingrid",
  "Ingrid (counsellor)",
  "Your counse1or",
  "Ｔｈｅｒａｐｉｓｔ Ana",
  "Admin 2",
  "Crisis Line",
  "Campus Support",
])("[A18] %s claims a role", (name) => expect(claimsRole(name)).toBe(true));

test.each(["Ada Lovelace", "Dr. Ada Lovelace", "Robert Service", "My Her", "Noel Admira", "Ana Supporto"])(
  "%s claims none",
  (name) => {
    expect(claimsRole(name)).toBe(false);
    expect(isOnlyTitle(name)).toBe(false);
  },
);
