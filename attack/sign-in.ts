import type { Person } from "../sync-server/accounts/person.ts";

/** Somebody who is signed in. `headers` prove it on a socket and on HTTP, `cookie` as a browser would. */
export type SignedIn = { person: Person; headers: { authorization: string }; cookie: string };

/** Signs in over HTTP, as anybody would. @throws with the status when it is refused */
export async function signIn(url: string, person: Person, password: string): Promise<SignedIn> {
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { origin: url, "content-type": "application/json" },
    body: JSON.stringify({ email: person.email, password }),
  });
  await response.arrayBuffer();
  const [cookie = ""] = response.headers.getSetCookie().filter((line) => line.includes("session_token="));
  const [pair = ""] = cookie.split(";");
  const token = /session_token=(.+)/.exec(pair)?.[1];
  if (token === undefined) throw new Error(`sign-in answered ${response.status}`);
  return { person, headers: { authorization: `Bearer ${decodeURIComponent(token)}` }, cookie: pair };
}
