import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Accounts that one device is remembered for; the one signed in to longest ago goes first. */
const mostAccounts = 5;
const mostTags = 1 + mostAccounts;
/** In place of an address, for the tag of the device itself. */
const nobody = "";
/** Seconds for which a browser keeps the cookie: longer than a semester abroad. */
const keptSeconds = 400 * 86_400;
const deviceId = /^[\w-]{22}$/;

/**
 * Devices that somebody has signed in on: a cookie that the server signed, and nothing in the database. It opens no desk.
 * It only lets the attempts of such a device be counted apart from those of its network, so that who guesses passwords
 * behind a campus's one address locks nobody else out (OWASP's device cookies). `<device>.<own>.<tag>…`: the first says
 * that the device is ours, each other that this account was signed in to here, and is readable to nobody. A cookie of before has
 * no first.
 */
export class KnownDevices {
  readonly #secret: string;
  readonly #name: string;
  readonly #secure: boolean;

  constructor({ secret, name, secure }: { secret: string; name: string; secure: boolean }) {
    this.#secret = secret;
    this.#name = name;
    this.#secure = secure;
  }

  /** The device, if this account was signed in to on it; null for any other, and for a cookie that is not ours. */
  deviceOf(cookies: string | undefined, email: string): string | null {
    const { device, tags } = this.#read(cookies);
    if (device === null) return null;
    const tag = Buffer.from(this.#tag(device, email));
    const known = tags.some((each) => {
      const given = Buffer.from(each);
      return given.length === tag.length && timingSafeEqual(given, tag);
    });
    return known ? device : null;
  }

  /** The device, if anybody was signed in to on it; null for any other, and for a cookie that is not ours. */
  anyDeviceOf(cookies: string | undefined): string | null {
    return this.deviceOf(cookies, nobody);
  }

  /** The `Set-Cookie` line that remembers this device for this account too. */
  remembering(cookies: string | undefined, email: string): string {
    const before = this.#read(cookies);
    const device = before.device ?? randomBytes(16).toString("base64url");
    const own = this.#tag(device, nobody);
    const tag = this.#tag(device, email);
    const tags = [own, tag, ...before.tags.filter((each) => each !== tag && each !== own)].slice(0, mostTags);
    const secure = this.#secure ? "; Secure" : "";
    return `${this.#name}=${[device, ...tags].join(".")}; Max-Age=${keptSeconds}; Path=/; HttpOnly; SameSite=Lax${secure}`;
  }

  #read(cookies = ""): { device: string | null; tags: string[] } {
    const values = cookies.split(";").flatMap((pair) => {
      const [name, value] = pair.split("=", 2);
      return name?.trim() === this.#name && value !== undefined ? [value.trim()] : [];
    });
    const [device = "", ...tags] = values.length === 1 ? (values[0] ?? "").split(".") : [];
    if (!deviceId.test(device)) return { device: null, tags: [] };
    return { device, tags: tags.filter((tag) => deviceId.test(tag)).slice(0, mostTags) };
  }

  #tag(device: string, email: string): string {
    return createHmac("sha256", this.#secret)
      .update(`known device\n${device}\n${email.toLowerCase()}`)
      .digest("base64url")
      .slice(0, 22);
  }
}
