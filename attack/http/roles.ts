import { databasePath, openDatabase } from "../../sync-server/accounts/database.ts";
import type { Attack } from "../attack.ts";
import { Tries } from "../tries.ts";
import { ask, asPage } from "./ask.ts";
import { type Needs, routes } from "./routes.ts";

const verbs = [
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "TRACE",
  "PROPFIND",
  "SEARCH",
] as const;
type Who = "nobody" | "pending" | "student" | "counselor" | "admin";

/** May somebody get past a route's admission? */
function admits(needs: Needs, who: Who): boolean {
  switch (needs) {
    case "nobody":
      return true;
    case "signed-in":
      return who !== "nobody";
    case "active":
      return who !== "nobody" && who !== "pending";
    case "counselor":
      return who === "counselor";
    case "admin":
      return who === "admin";
  }
}

export const roles: readonly Attack[] = [
  {
    group: "http",
    name: "every-route-by-every-role",
    promise:
      "Every verb on every route by everybody: none is answered 500, and what needs a role answers 401 or 403 without it.",
    run: async (target) => {
      const tries = new Tries();
      const pending = await target.add("student", "Pat");
      const people: Record<Who, string> = {
        nobody: "",
        pending: pending.cookie,
        student: (await target.add("student", "Mallory")).cookie,
        counselor: (await target.add("counselor", "Carl")).cookie,
        admin: (await target.add("admin", "Ada")).cookie,
      };
      setPending(target.dataDir, pending.person.id);
      const paths = new Set(routes.map(({ path }) => path));
      for (const path of paths) {
        for (const who of ["nobody", "pending", "student", "counselor", "admin"] as const) {
          for (const method of verbs) {
            const route = routes.find(
              (each) =>
                each.path === path && each.method === (method === "HEAD" && !isHead(path) ? "GET" : method),
            );
            // What would end this very sign-in, or nothing refuses, is not for walking.
            if (route !== undefined && admits(route.needs, who) && /sign-out/.test(path)) continue;
            const answer = await ask(target.port, {
              method,
              path: path
                .replace("/:chat/:sha256", `/${target.honest.docs.id}/${"0".repeat(64)}`)
                .replaceAll(/:\w+/g, "00000000-0000-4000-8000-000000000000"),
              headers: { ...asPage(target.url, people[who]), "tus-resumable": "1.0.0" },
              ...(["POST", "PUT", "PATCH"].includes(method) ? { body: '{"nobody":"asked"}' } : {}),
            });
            const told = `${method} ${path} by ${who}: ${answer.status}`;
            tries.expect(answer.status < 500, told);
            if (route !== undefined && !admits(route.needs, who))
              tries.alsoExpect(answer.status === (who === "nobody" ? 401 : 403), told);
            if (route === undefined && answer.status < 400)
              tries.alsoExpect(["OPTIONS", "HEAD"].includes(method), told);
          }
        }
      }
      return tries.outcome(`${paths.size} addresses by five kinds of people`);
    },
  },
  {
    group: "http",
    name: "script-in-a-name",
    promise:
      "Whatever people call themselves comes back as JSON that no browser runs: typed, nosniff, with a policy that allows no inline script; errors too.",
    run: async (target) => {
      const tries = new Tries();
      const mallory = await target.add("student", "Mallory");
      const admin = await target.add("admin", "Ada");
      for (const name of [
        "<script>alert(1)</script>",
        "</title><img src=x onerror=alert(1)>",
        "{{7*7}}<%= 7*7 %>",
        "'; DROP TABLE user; --",
      ]) {
        const answer = await ask(target.port, {
          method: "PUT",
          path: "/api/me",
          headers: asPage(target.url, mallory.cookie),
          body: JSON.stringify({ name }),
        });
        tries.expect(answer.status === 200, `${name}: ${answer.status}`);
        for (const [path, cookie] of [
          ["/api/me", mallory.cookie],
          ["/api/people", admin.cookie],
          ["/api/campus", ""],
          [`/${name}`, ""],
          [`/api/${encodeURIComponent(name)}`, ""],
          ["/assets/none.js", ""],
        ] as const) {
          const read = await ask(target.port, {
            path: encodeURI(path),
            headers: { cookie, accept: "text/html" },
          });
          const {
            "content-type": type,
            "content-security-policy": policy,
            "x-content-type-options": sniff,
          } = read.headers;
          const isPage = String(type).startsWith("text/html");
          tries.expect(
            sniff === "nosniff" && /default-src 'none'.*script-src 'self'(;|$)/.test(String(policy)),
            `${path}: ${sniff}, ${policy}`,
          );
          tries.alsoExpect(!isPage || !read.text.includes(name), `${path} says the name in a page`);
          tries.alsoExpect(isPage || String(type).startsWith("application/json"), `${path} is ${type}`);
        }
      }
      return tries.outcome("application/json, nosniff, script-src 'self'");
    },
  },
];

function isHead(path: string): boolean {
  return routes.some((route) => route.path === path && route.method === "HEAD");
}

/** As an account is before an admin has approved it. */
function setPending(dataDir: string, id: string): void {
  const db = openDatabase(databasePath(dataDir), { mustExist: true });
  db.prepare(`UPDATE "user" SET status = 'pending' WHERE id = ?`).run(id);
  db.close();
}
