import type { Attack } from "../attack.ts";
import { Tries } from "../tries.ts";
import { type Answer, ask, asPage, codeOf } from "./ask.ts";

const staff = "Leila Haddad";

const hostileNames: readonly string[] = [
  "",
  " \u3000",
  "\u3164",
  "\u2800",
  "\u0301\u0302",
  "A\u0301\u0302\u0303\u0304\u0305na",
  "A\u200bna",
  "Ana\u202ehsa",
  "Ana\u2067",
  "Ana\u{e0061}\u{e0062}",
  "Ana\ufe00\u{e0100}",
  "Ana\ue000",
  "Ana\u0378",
  "A\u20ddna",
  "A\nna",
  "\ud800na",
  staff,
  staff.toUpperCase(),
  ` ${staff}  `,
  "Leila\u00a0Haddad",
  "Leila H\u0430ddad",
  "L\u0435il\u0430 Haddad",
  "\u{1d40b}\u{1d41e}\u{1d422}\u{1d425}\u{1d41a} Haddad",
  "LeiIa Haddad",
  "Leila\u200b Haddad",
  "Léila Haddad.",
  "Haddad Leila",
  "Dr. Leila Haddad (counselor)",
  "Alcove",
  "\u0410lcove",
  "Counselor",
  "Counselor Ingrid",
  "Leila Haddad 2",
  "Leila Haddad (she/her)",
  "The Admin Team",
];

const honestNames = [
  "Seán O’Brien",
  "José Núñez",
  "Nguyễn Thị Ánh",
  "محمد علي",
  "王小明",
  "अमित शर्मा",
  "Иван Петров",
];

export const names: readonly Attack[] = [
  {
    group: "http",
    name: "false-names",
    promise:
      "A student takes no name that hides, deceives or looks like staff; honest names of all scripts pass.",
    run: async (target) => {
      const tries = new Tries();
      await target.accounts((accounts) =>
        accounts.add({
          name: staff,
          email: `${Math.random()}@campus.example`,
          role: "counselor",
          password: null,
        }),
      );
      // A name that is taken counts among the few changes of a day, so each is tried by somebody else.
      const rename = async (name: string): Promise<Answer> => {
        const student = await target.add("student", "Nia");
        return ask(target.port, {
          method: "PUT",
          path: "/api/me",
          headers: asPage(target.url, student.cookie),
          body: JSON.stringify({ name }),
        });
      };
      const signUp = (name: string): Promise<Answer> =>
        ask(target.port, {
          method: "POST",
          path: "/api/auth/sign-up/email",
          headers: asPage(target.url, ""),
          body: JSON.stringify({
            name,
            email: `${Math.random()}@attack.example`,
            password: "a good long secret",
          }),
        });
      for (const name of hostileNames) {
        for (const answer of [await rename(name), await signUp(name)])
          tries.expect(codeOf(answer) === "bad-name", `${JSON.stringify(name)}: ${answer.status}`);
      }
      for (const name of honestNames) {
        const answer = await rename(name);
        tries.alsoExpect(answer.text.includes(`"name":${JSON.stringify(name)}`), `${name}: ${answer.text}`);
      }
      return tries.outcome("each refused in words");
    },
  },
];
