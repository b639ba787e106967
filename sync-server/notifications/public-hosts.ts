import { lookup as dnsLookup } from "node:dns";
import { Agent } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Addresses that are nobody's on the internet (IANA special-purpose registries). */
const notPublic = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const) {
  notPublic.addSubnet(net, bits, "ipv4");
}
/** What of IPv6 is given out to the public at all, without what only wraps an IPv4 address. */
const publicV6 = new BlockList();
publicV6.addSubnet("2000::", 3, "ipv6");
const wrappedV6 = new BlockList();
wrappedV6.addSubnet("2001::", 32, "ipv6");
wrappedV6.addSubnet("2002::", 16, "ipv6");
wrappedV6.addSubnet("2001:db8::", 32, "ipv6");

export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !notPublic.check(address, "ipv4");
  return isIP(address) === 6 && publicV6.check(address, "ipv6") && !wrappedV6.check(address, "ipv6");
}

/**
 * May a push endpoint be this? A browser hands it to us, so it could name a machine behind our own wall: it must be
 * https, without a name or password in it, and no address or name that is private.
 */
export function isPublicEndpoint(endpoint: string): boolean {
  if (!isHttpsEndpoint(endpoint)) return false;
  const host = new URL(endpoint).hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (isIP(host) !== 0) return isPublicAddress(host);
  return (
    host.includes(".") &&
    !/\.(localhost|local|internal|lan|home|corp|intranet|arpa|test|invalid)$/i.test(host)
  );
}

export function isHttpsEndpoint(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, username, password } = new URL(endpoint);
  return protocol === "https:" && username === "" && password === "";
}

/** Connects to public addresses only, also where a public name points at a private one. */
export function publicAgent(): Agent {
  return new Agent({ keepAlive: true, lookup: publicLookup });
}

const publicLookup: LookupFunction = (hostname, options, done) => {
  dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return done(error, [], undefined);
    const open = addresses.filter(({ address }) => isPublicAddress(address));
    const [first] = open;
    if (first === undefined) {
      const refused: NodeJS.ErrnoException = Object.assign(new Error("not a public address"), {
        code: "EPRIVATE",
      });
      return done(refused, [], undefined);
    }
    if (options.all === true) return done(null, open);
    return done(null, first.address, first.family);
  });
};
