import { expect, test } from "vitest";
import { KnownDevices } from "./known-devices.ts";

const devices = new KnownDevices({ secret: "a secret", name: "alcove.device", secure: false });
const pairOf = (line: string) => line.split(";")[0] ?? "";

test("[A21] a device is known for the accounts that were signed in to on it, the last five", () => {
  const emails = ["a", "b", "c", "d", "e", "f"].map((name) => `${name}@campus.example`);
  let cookies = "";
  for (const email of emails) cookies = pairOf(devices.remembering(`other=1; ${cookies}`, email));
  const ids = emails.map((email) => devices.deviceOf(cookies, email.toUpperCase()));
  expect(ids[0]).toBeNull();
  expect(new Set(ids.slice(1)).size).toBe(1);
  expect(ids[1]).toMatch(/^[\w-]{22}$/);
  expect(cookies.length).toBeLessThan(200);
  expect(cookies).not.toContain("campus");
});

test("[A21] a device on which anybody was signed in to is known, whose cookie is ours and whole", () => {
  const cookie = pairOf(devices.remembering(undefined, "a@campus.example"));
  const id = devices.deviceOf(cookie, "a@campus.example");
  expect(devices.anyDeviceOf(cookie)).toBe(id);
  expect(devices.anyDeviceOf(pairOf(devices.remembering(cookie, "b@campus.example")))).toBe(id);
  expect(devices.anyDeviceOf(cookie.replace(id ?? "", "x".repeat(22)))).toBeNull();
  expect(devices.anyDeviceOf(`alcove.device=${id}`)).toBeNull();
  expect(devices.anyDeviceOf(undefined)).toBeNull();
});

test("hostile: a device cookie that was made up, altered or doubled is nobody's", () => {
  const email = "a@campus.example";
  const cookie = pairOf(devices.remembering(undefined, email));
  const foreign = new KnownDevices({ secret: "another", name: "alcove.device", secure: false });
  const [head = "", tag = ""] = cookie.split(".").slice(1);
  for (const given of [
    pairOf(foreign.remembering(undefined, email)),
    cookie.replace(/.$/, (letter) => (letter === "A" ? "B" : "A")),
    `${cookie}; ${cookie}`,
    `alcove.device=${"x".repeat(22)}.${tag}`,
    `alcove.device=${head}`,
    "alcove.device=",
    "",
  ]) {
    expect(devices.deviceOf(given, email), given).toBeNull();
  }
  expect(devices.deviceOf(cookie, "b@campus.example")).toBeNull();
});

test("behind https its name keeps a neighbour's page from setting it", () => {
  const line = new KnownDevices({ secret: "s", name: "__Host-alcove.device", secure: true }).remembering(
    "",
    "a@b.example",
  );
  expect(line).toMatch(/^__Host-alcove\.device=.*; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
});
