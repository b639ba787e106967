import type { Attack } from "../attack.ts";
import { Tries } from "../tries.ts";
import { ask, codeOf } from "./ask.ts";

const evil = "evil.example";

/** Headers by which a request claims another host. */
function claims(port: number): Record<string, string>[] {
  const own = `127.0.0.1:${port}`;
  return [
    { host: evil },
    { host: `${evil}:${port}` },
    { host: `localhost.${evil}` },
    { host: `127.0.0.1.${evil}` },
    { host: `localhost@${evil}` },
    { host: `localhost:1@${evil}` },
    { host: `${evil}#localhost` },
    { host: `localhost/${evil}` },
    { host: `localhost\\@${evil}` },
    { host: "192.168.1.5:8787" },
    { host: "0.0.0.0" },
    { host: "" },
    { host: own, "x-forwarded-host": evil },
    { host: own, "x-forwarded-host": evil, "x-forwarded-proto": "https", "x-forwarded-for": "10.0.0.1" },
    { host: own, forwarded: `host=${evil};proto=https` },
    { host: own, "x-forwarded-server": evil, "x-original-host": evil, "x-host": evil },
    { host: own, "x-forwarded-proto": "javascript" },
  ];
}

export const otherHosts: readonly Attack[] = [
  {
    group: "http",
    name: "other-hosts",
    promise:
      "Without PUBLIC_URL a link leads to this machine or is refused with PUBLIC_URL named, whatever host a request claims.",
    run: async (target) => {
      const tries = new Tries();
      const [admin, counselor, student] = [
        await target.add("admin", "Ada"),
        await target.add("counselor", "Cleo"),
        await target.add("student", "Sam"),
      ];
      let invited = 0;
      for (const claim of claims(target.port)) {
        for (const [who, path, body] of [
          [admin, `/api/people/${student.person.id}/reset-password`, {}],
          [admin, "/api/invitations", { email: `new-${++invited}@campus.example`, role: "counselor" }],
          [student, "/api/calendar-feed", {}],
          [counselor, "/api/google/connect", {}],
        ] as const) {
          const answer = await ask(target.port, {
            method: "POST",
            path,
            headers: { ...who.headers, ...claim, "content-type": "application/json" },
            body: JSON.stringify(body),
          });
          const said = `${answer.text} ${JSON.stringify(answer.headers.location ?? "")}`;
          const linked = [...said.matchAll(/(\w+):\/\/([^/"#]+)/g)].map(([whole]) => whole);
          tries.expect(
            answer.status < 500 && linked.every((each) => each === `http://127.0.0.1:${target.port}`),
            `${path} with ${JSON.stringify(claim)}: ${answer.status} ${linked.join()}`,
          );
          if (codeOf(answer) === "no-public-url")
            tries.alsoExpect(answer.text.includes("PUBLIC_URL"), "a refusal that does not name the setting");
        }
      }
      return tries.outcome("this machine's own address, or a refusal");
    },
  },
];
