import type { Attack } from "../attack.ts";
import type { SignedIn } from "../sign-in.ts";
import type { Target } from "../target.ts";
import { Tries } from "../tries.ts";
import { ask } from "./ask.ts";

const size = 64;

/** Begins an upload of `size` bytes into a chat of this person's own. Returns its address. */
async function begun(target: Target, who: SignedIn): Promise<string> {
  const device = await target.device(who);
  const { chat } = await device.openTicket();
  const metadata = { doc: chat, sha256: "a".repeat(64), name: "a.txt", type: "text/plain" };
  const answer = await ask(target.port, {
    method: "POST",
    path: "/api/files",
    headers: {
      ...who.headers,
      "tus-resumable": "1.0.0",
      "upload-length": String(size),
      "upload-metadata": Object.entries(metadata)
        .map(([key, value]) => `${key} ${Buffer.from(value).toString("base64")}`)
        .join(","),
    },
  });
  if (answer.status !== 201) throw new Error(`an upload was answered ${answer.status}`);
  return answer.headers.location ?? "";
}

/** Bytes that the server has of an upload, as its owner hears. */
async function offset(target: Target, who: SignedIn, at: string): Promise<string> {
  const headers = { ...who.headers, "tus-resumable": "1.0.0" };
  const answer = await ask(target.port, { method: "HEAD", path: at, headers });
  return `${answer.status} ${answer.headers["upload-offset"]}`;
}

/** Addresses of an own upload with another's id in some other place. */
function mixed(own: string, others: string): string[] {
  const id = others.split("/").at(-1) ?? "";
  return [
    `${own}?x=/${id}`,
    `${own}?/${id}`,
    `${own}?x=${id}`,
    `${own}?${others}/`,
    `${own}?x=%2f${id}`,
    `${own}/?x=/${id}`,
    `${own}#/${id}`,
    `${own}?a#/${id}`,
    `${own}/${id}`,
    `${own}%2f${id}`,
    `${own}%3fx=/${id}`,
    `${own}%00/${id}`,
    `${own};/${id}`,
    `${own}/../${id}`,
    `${own}/%2e%2e/${id}`,
    `${own}//${id}`,
    `${own}\\${id}`,
    `//${own.slice(1)}?x=/${id}`,
    `${others}?x=/${own.split("/").at(-1)}`,
    `${others}/`,
    `http://x${own}?x=/${id}`,
  ];
}

export const uploadsOfOthers: readonly Attack[] = [
  {
    group: "http",
    name: "uploads-of-others",
    promise:
      "HEAD, PATCH and DELETE on an own upload read, write and end no other, whatever the address says beside its id.",
    run: async (target) => {
      const tries = new Tries();
      const [victim, mallory] = [await target.add("student", "Vic"), await target.add("student", "Mallory")];
      const others = await begun(target, victim);
      let own = await begun(target, mallory);
      for (const method of ["HEAD", "PATCH", "DELETE"] as const) {
        for (const [number] of mixed(own, others).entries()) {
          const path = mixed(own, others)[number] ?? "";
          const answer = await ask(target.port, {
            method,
            path,
            headers: {
              ...mallory.headers,
              "tus-resumable": "1.0.0",
              "upload-offset": "0",
              "content-type": "application/offset+octet-stream",
            },
            ...(method === "PATCH" ? { body: "m" } : {}),
          });
          tries.expect(answer.status < 500, `${method} ${path}: ${answer.status}`);
          const stands = await offset(target, victim, others);
          tries.alsoExpect(stands === "200 0", `after ${method} ${path} the victim's stands at ${stands}`);
          // What was ended or grew is no own upload at its beginning any more.
          if ((await offset(target, mallory, own)) !== "200 0") own = await renewed(target, mallory, own);
        }
      }
      return tries.outcome("the own upload or none, never the other");
    },
  },
];

/** Ends an upload and begins another: only a few may be open at once. */
async function renewed(target: Target, who: SignedIn, at: string): Promise<string> {
  await ask(target.port, {
    method: "DELETE",
    path: at,
    headers: { ...who.headers, "tus-resumable": "1.0.0" },
  });
  return begun(target, who);
}
