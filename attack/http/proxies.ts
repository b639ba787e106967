import type { Attack } from "../attack.ts";
import { Tries } from "../tries.ts";
import { ask, asPage } from "./ask.ts";

export const proxies: readonly Attack[] = [
  {
    group: "http",
    name: "proxy-credentials",
    promise:
      "What a proxy in front adds as Authorization hides no good cookie and is nobody by itself, on HTTP and on sockets.",
    run: async (target) => {
      const tries = new Tries();
      const who = await target.add("student", "Sam");
      const gone = await target.add("student", "Gone");
      await target.accounts((accounts) => accounts.endAllSignIns(gone.person.id));
      for (const authorization of [
        "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJwcm94eSJ9.",
        `Bearer ${"a".repeat(32)}`,
        `Bearer ${"a".repeat(32)}.${"b".repeat(43)}=`,
        "Bearer %",
        "Bearer",
        "Bearer a b",
        `Basic ${btoa("staff:staff")}`,
        "Negotiate YIIB",
        "Digest username=x",
        gone.headers.authorization,
      ]) {
        const both = await ask(target.port, {
          path: "/api/me",
          headers: { authorization, cookie: who.cookie },
        });
        tries.expect(
          both.status === 200 && both.text.includes(who.person.id),
          `${authorization.slice(0, 20)} hides a cookie: ${both.status}`,
        );
        const alone = await ask(target.port, { path: "/api/me", headers: { authorization } });
        tries.expect(alone.status === 401, `${authorization.slice(0, 20)} is somebody`);
        const socket = target.socket("/sync", null, { authorization, cookie: who.cookie });
        tries.expect(await socket.opened(), `${authorization.slice(0, 20)} hides a cookie on a socket`);
        const bare = target.socket("/sync", null, { authorization });
        tries.expect(!(await bare.opened()) && bare.refusedWith === 401, "opens a socket by itself");
        target.hangUp();
        const foreign = await ask(target.port, {
          method: "POST",
          path: "/api/auth/sign-out",
          headers: { ...asPage("https://evil.example", ""), authorization },
          body: "{}",
        });
        const ended = authorization === gone.headers.authorization;
        tries.expect(ended || foreign.status === 403, `another site's page may write: ${foreign.status}`);
      }
      return tries.outcome("the cookie's owner, and nobody without it");
    },
  },
];
