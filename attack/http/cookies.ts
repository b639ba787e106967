import type { Attack } from "../attack.ts";
import { password, type Target } from "../target.ts";
import { Tries } from "../tries.ts";
import { type Answer, ask, asPage } from "./ask.ts";

const cookieName = "alcove.session_token";

async function me(target: Target, cookie: string): Promise<string | null> {
  const answer = await ask(target.port, { path: "/api/me", headers: { cookie } });
  return /"person":\{"id":"([^"]+)"/.exec(answer.text)?.[1] ?? null;
}

/** Signs in as a browser that has these cookies already. */
function signInWith(target: Target, email: string, cookie: string): Promise<Answer> {
  return ask(target.port, {
    method: "POST",
    path: "/api/auth/sign-in/email",
    headers: asPage(target.url, cookie),
    body: JSON.stringify({ email, password }),
  });
}

function cookieOf({ headers }: Answer): string {
  const line = headers["set-cookie"]?.find((each) => each.startsWith(`${cookieName}=`)) ?? "";
  return line.split(";")[0] ?? "";
}

export const cookies: readonly Attack[] = [
  {
    group: "http",
    name: "fixation",
    promise:
      "A sign-in makes a new cookie, whatever the browser had, and ends what it had; a cookie that ended opens nothing.",
    run: async (target) => {
      const tries = new Tries();
      const [victim, mallory] = [await target.add("student", "Vic"), await target.add("student", "Mallory")];
      for (const planted of [
        `${cookieName}=planted`,
        `${cookieName}=planted.signature`,
        mallory.cookie,
        `${cookieName}=${"x".repeat(4_000)}`,
        `${cookieName}=%00`,
        `${cookieName}=`,
      ]) {
        const answer = await signInWith(target, victim.person.email, planted);
        const fresh = cookieOf(answer);
        tries.expect(
          answer.status === 200 && fresh !== planted && (await me(target, fresh)) === victim.person.id,
          `after ${planted.slice(0, 40)}: ${answer.status}`,
        );
        tries.alsoExpect((await me(target, planted)) === null, `${planted.slice(0, 40)} opens a desk`);
      }
      const signedOut = await target.signIn(victim);
      await ask(target.port, {
        method: "POST",
        path: "/api/auth/sign-out",
        headers: asPage(target.url, signedOut.cookie),
        body: "{}",
      });
      tries.expect((await me(target, signedOut.cookie)) === null, "a cookie that signed out opens a desk");
      const socket = target.socket("/sync", null, { cookie: signedOut.cookie });
      tries.expect(
        !(await socket.opened()) && socket.refusedWith === 401,
        "a cookie that signed out opens a socket",
      );
      return tries.outcome("a new cookie each time; what was planted and what was signed out is nobody");
    },
  },
  {
    group: "http",
    name: "forged-cookies",
    promise: "A cookie that this server did not sign is nobody, and so is a token in any other place.",
    run: async (target) => {
      const tries = new Tries();
      const { cookie, headers, person } = await target.add("student", "Vic");
      const value = decodeURIComponent(cookie.slice(cookieName.length + 1));
      const [token = "", signature = ""] = value.split(".");
      const forged = [
        token,
        `${token}.`,
        `${token}.${signature.slice(0, -2)}`,
        `${token}.${Buffer.from(signature, "base64").reverse().toString("base64")}`,
        `${token}x.${signature}`,
        `${token}.${signature}.${signature}`,
        `.${signature}`,
        `' OR 1=1 --.${signature}`,
      ];
      for (const each of forged)
        tries.expect(
          (await me(target, `${cookieName}=${encodeURIComponent(each)}`)) === null,
          `${each.slice(0, 30)} is somebody`,
        );
      for (const name of [
        "session_token",
        "__Secure-alcove.session_token",
        "alcove.session_token.x",
        "ALCOVE.SESSION_TOKEN",
      ])
        tries.expect((await me(target, `${name}=${encodeURIComponent(value)}`)) === null, `${name} is read`);
      for (const path of [`/api/me?token=${token}`, `/api/me?session_token=${value}`, `/api/me;${cookie}`])
        tries.expect(
          (await ask(target.port, { path })).status !== 200,
          `an address with a token in it is somebody`,
        );
      for (const authorization of [
        `Basic ${btoa(`${token}:`)}`,
        `Bearer ${token}`,
        `Bearer ${token}.x`,
        "Bearer null",
        "Bearer undefined",
        "Bearer  ",
      ])
        tries.expect(
          (await ask(target.port, { path: "/api/me", headers: { authorization } })).status === 401,
          `${authorization.slice(0, 12)} is somebody`,
        );
      const known = await ask(target.port, { path: "/api/me", headers });
      tries.alsoExpect(known.text.includes(person.id), "the real token is nobody");
      return tries.outcome("nobody");
    },
  },
  {
    group: "http",
    name: "cookie-tossing",
    promise:
      "A second cookie of the same name, tossed by a neighbour's page, makes nobody into somebody else.",
    run: async (target) => {
      const tries = new Tries();
      const [victim, mallory] = [
        await target.add("counselor", "Vic"),
        await target.add("student", "Mallory"),
      ];
      for (const both of [
        `${mallory.cookie}; ${victim.cookie}`,
        `${victim.cookie}; ${mallory.cookie}`,
        `${cookieName}=junk; ${victim.cookie}`,
      ]) {
        const who = await me(target, both);
        tries.expect(who !== mallory.person.id, "the tossed cookie's owner is who the server sees");
      }
      return tries.outcome("the victim or nobody, never the tosser");
    },
  },
];
