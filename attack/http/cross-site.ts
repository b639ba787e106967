import type { Attack } from "../attack.ts";
import type { Target } from "../target.ts";
import { Tries } from "../tries.ts";
import { ask } from "./ask.ts";
import { routes } from "./routes.ts";

function foreignOrigins({ port }: Target): (string | undefined)[] {
  return [
    undefined,
    "null",
    "https://evil.example",
    `http://127.0.0.1:${port}.evil.example`,
    `http://127.0.0.1.evil.example:${port}`,
    "http://127.0.0.1",
    `http://127.0.0.1:${port + 1}`,
    `http://localhost:${port}`,
    `http://evil.example@127.0.0.1:${port + 1}`,
    "file://",
    "chrome-extension://abcdefghijklmnop",
    `http://127.0.0.1:${port}, https://evil.example`,
    "",
  ];
}

export const crossSite: readonly Attack[] = [
  {
    group: "http",
    name: "csrf",
    promise:
      "A page of another site changes nothing with the cookies of a person: every write on every route is refused before it is read.",
    run: async (target) => {
      const tries = new Tries();
      const admin = await target.add("admin", "Ada");
      for (const { method, path } of routes.filter((route) => !["GET", "HEAD"].includes(route.method))) {
        for (const origin of foreignOrigins(target)) {
          const headers = {
            cookie: admin.cookie,
            "content-type": "application/json",
            "tus-resumable": "1.0.0",
            ...(origin === undefined ? {} : { origin }),
          };
          const answer = await ask(target.port, {
            method,
            path: path.replaceAll(/:\w+/g, "x"),
            headers,
            // Node frames no body of a DELETE by itself, and the bytes would be another request.
            ...(method === "DELETE" ? {} : { body: "{}" }),
          });
          tries.expect(
            answer.status === 403 && answer.text.includes("foreign-origin"),
            `${method} ${path} from ${origin}: ${answer.status}`,
          );
        }
      }
      const answer = await ask(target.port, { path: "/api/me", headers: { cookie: admin.cookie } });
      tries.alsoExpect(answer.status === 200, "the admin is signed out");
      return tries.outcome("403 foreign-origin, each");
    },
  },
  {
    group: "http",
    name: "form-bodies",
    promise:
      "What a form can send without asking first (urlencoded, multipart, text) is read by no route, and no header makes a GET a write.",
    run: async (target) => {
      const tries = new Tries();
      const admin = await target.add("admin", "Ada");
      const own = { cookie: admin.cookie, origin: target.url };
      for (const type of [
        "application/x-www-form-urlencoded",
        "text/plain",
        "multipart/form-data; boundary=x",
        "text/json",
        "",
      ]) {
        const answer = await ask(target.port, {
          method: "PUT",
          path: "/api/me",
          headers: { ...own, "content-type": type },
          body: '{"name":"Mallory"}',
        });
        tries.expect(answer.status === 400, `${type}: ${answer.status}`);
      }
      for (const header of ["x-http-method-override", "x-http-method", "x-method-override"]) {
        for (const path of ["/api/me", "/api/me?_method=PUT", "/api/people"]) {
          await ask(target.port, {
            path,
            headers: { ...own, [header]: "DELETE", "content-type": "application/json" },
            body: '{"name":"Mallory"}',
          });
          tries.count(1);
        }
      }
      const me = await ask(target.port, { path: "/api/me", headers: own });
      tries.alsoExpect(me.text.includes(`"name":"${admin.person.name}"`), "the admin has another name now");
      return tries.outcome("400 each, and nothing changed");
    },
  },
  {
    group: "http",
    name: "cross-site-socket",
    promise: "A page of another site opens no socket with a person's cookies.",
    run: async (target) => {
      const tries = new Tries();
      const victim = await target.add("student", "Vic");
      const origins = foreignOrigins(target).filter((origin) => origin !== undefined);
      for (const path of ["/sync", `/sync/${target.honest.docs.chat}`]) {
        for (const origin of origins) {
          const socket = target.socket(path, null, { cookie: victim.cookie, origin });
          tries.expect(
            !(await socket.opened()) && socket.refusedWith === 403,
            `${origin} at ${path}: ${socket.refusedWith}`,
          );
        }
        const sites = target.socket(path, null, { cookie: victim.cookie, "sec-fetch-site": "cross-site" });
        tries.expect(!(await sites.opened()), "sec-fetch-site: cross-site opens a socket");
      }
      const own = target.socket("/sync", null, { cookie: victim.cookie, origin: target.url });
      tries.alsoExpect(await own.opened(), "our own page opens none");
      return tries.outcome("403 each");
    },
  },
];
