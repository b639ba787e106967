import type { Attack } from "../attack.ts";
import { Tries } from "../tries.ts";
import { ask, codeOf } from "./ask.ts";

/** Ways to write "one folder up", as they go on the wire. */
const ups = [
  "../",
  "..%2f",
  "%2e%2e/",
  "%2e%2e%2f",
  "..%252f",
  "%252e%252e%252f",
  "..\\",
  "..%5c",
  "%c0%ae%c0%ae/",
  "..%00/",
  "....//",
  ".%2e/",
  "..;/",
];
const wanted = ["package.json", "etc/passwd", "alcove.db", "auth-secret", "sync-server/main.ts"];

/** What only a file that is none of ours to give would say. */
const leaks = /root:x:|"devDependencies"|SQLite format|createContext\(|BEGIN [A-Z ]*KEY/;

export const paths: readonly Attack[] = [
  {
    group: "http",
    name: "path-traversal",
    promise:
      "No way to write a path leads out of the client's files, the files of a chat, an upload or a feed; none is answered 500.",
    run: async (target) => {
      const tries = new Tries();
      const { headers } = await target.add("student", "Mallory");
      const sha = "0".repeat(64);
      for (const up of ups) {
        for (const file of wanted) {
          const climbs = up.repeat(8) + file;
          for (const path of [
            `/${climbs}`,
            `/assets/${climbs}`,
            `/calendar/${climbs}`,
            `/calendar/${climbs}.ics`,
            `/api/files/${climbs}/${sha}`,
            `/api/files/${target.honest.docs.id}/${climbs}`,
            `/api/files/${climbs}`,
          ]) {
            const answer = await ask(target.port, { path, headers });
            const page = answer.status === 200 && answer.text.startsWith("<!doctype html>");
            tries.expect(
              !leaks.test(answer.text) && answer.status < 500 && (answer.status >= 400 || page),
              `${path.slice(0, 60)}: ${answer.status}`,
            );
          }
        }
      }
      for (const path of [
        "//evil.example/",
        "/\\evil.example",
        "/%0d%0aSet-Cookie:x=y",
        "/api/google/callback?state=x&redirect=//evil.example",
        "/%2f%2fevil.example",
      ]) {
        const answer = await ask(target.port, { path, headers: { ...headers, accept: "text/html" } });
        const away = answer.headers.location;
        tries.expect(away === undefined || /^\/(?![/\\])/.test(away), `${path} leads to ${away}`);
        tries.alsoExpect(answer.headers["set-cookie"] === undefined, `${path} sets a cookie`);
      }
      return tries.outcome("the app's page or a refusal, and no way to another site");
    },
  },
  {
    group: "http",
    name: "upload-ids",
    promise: "An upload's address that was made up, and one of somebody else's, are answered alike.",
    run: async (target) => {
      const tries = new Tries();
      const [victim, mallory] = [await target.add("student", "Vic"), await target.add("student", "Mallory")];
      const device = await target.device(victim);
      const { chat } = await device.openTicket();
      const metadata = { doc: chat, sha256: "a".repeat(64), name: "a.txt", type: "text/plain" };
      const begun = await ask(target.port, {
        method: "POST",
        path: "/api/files",
        headers: {
          ...victim.headers,
          "tus-resumable": "1.0.0",
          "upload-length": "100",
          "upload-metadata": Object.entries(metadata)
            .map(([key, value]) => `${key} ${Buffer.from(value).toString("base64")}`)
            .join(","),
        },
      });
      const at = begun.headers.location ?? "";
      tries.expect(begun.status === 201 && at !== "", `the victim's upload was answered ${begun.status}`);
      for (const method of ["HEAD", "PATCH", "DELETE"] as const) {
        const answers = new Set<string>();
        for (const path of [
          at,
          `/api/files/${"0".repeat(32)}`,
          "/api/files/..%2f..%2fauth-secret",
          "/api/files/x%00",
        ]) {
          const answer = await ask(target.port, {
            method,
            path,
            headers: {
              ...mallory.headers,
              "tus-resumable": "1.0.0",
              "upload-offset": "0",
              "content-type": "application/offset+octet-stream",
            },
          });
          answers.add(`${answer.status} ${codeOf(answer)}`);
          tries.count(1);
        }
        tries.alsoExpect(
          answers.size === 1 && ![...answers].join().startsWith("2"),
          `${method}: ${[...answers].join(" or ")}`,
        );
      }
      return tries.outcome("404 no-such-upload, each");
    },
  },
  {
    group: "http",
    name: "made-up-links",
    promise:
      "One-time links, calendar feeds and files that were made up are answered like those that were spent and those of others.",
    run: async (target) => {
      const tries = new Tries();
      const { headers } = await target.add("student", "Mallory");
      const token = (letter: string) => letter.repeat(43);
      const made = [
        "",
        "x",
        token("A"),
        token("_"),
        "' OR '1'='1",
        `${token("A")}\u0000`,
        "../../setup",
        "x".repeat(128),
      ];
      for (const path of ["/api/reset-password", "/api/invitations/lookup", "/api/invitations/accept"]) {
        for (const each of made) {
          const body = {
            token: each,
            ...(path.endsWith("lookup") ? {} : { password: "a good long password" }),
            ...(path.endsWith("accept") ? { name: "M" } : {}),
          };
          const answer = await ask(target.port, {
            method: "POST",
            path,
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body),
          });
          tries.expect(
            [400, 410].includes(answer.status),
            `${path} with ${each.slice(0, 10)}: ${answer.status}`,
          );
        }
      }
      for (const each of made) {
        const feed = await ask(target.port, { path: `/calendar/${encodeURIComponent(each)}.ics` });
        tries.expect(feed.status === 404, `feed ${each.slice(0, 10)}: ${feed.status}`);
      }
      const answers = new Set<string>();
      for (const chat of [
        target.honest.docs.id,
        "00000000-0000-4000-8000-000000000000",
        "x",
        "..",
        target.honest.docs.chat.replace("/", "%2f"),
      ]) {
        const answer = await ask(target.port, { path: `/api/files/${chat}/${"0".repeat(64)}`, headers });
        answers.add(`${answer.status} ${answer.text}`);
        tries.count(1);
      }
      const alike = [...answers].filter((each) => !each.startsWith("404"));
      tries.alsoExpect(alike.length === 0, `files: ${alike.join(" and ")}`);
      return tries.outcome("410 link-spent, 404");
    },
  },
];
