import { createHmac } from "node:crypto";
import { derivedKey } from "../secrets/seal.ts";
import type { MeetingProvider } from "./provider.ts";

/** Bytes of a room's name that nobody can guess: whoever knows it may enter. */
const roomBytes = 16;

/**
 * Jitsi Meet: a room comes into being when somebody enters it, so making one is choosing its name. The name is drawn from
 * the server's secret and the meeting's id: random to everybody else, and the same when a try is repeated.
 * @param baseUrl https address of the installation, without a trailing slash
 */
export function createJitsi(baseUrl: string, secret: string): MeetingProvider {
  const key = derivedKey(secret, "jitsi rooms");
  return {
    name: "jitsi",
    accountOf: () => ({ outcome: "account", account: null }),
    // In hex: Jitsi does not tell capital letters from small ones.
    make: async ({ id }) => {
      const room = createHmac("sha256", key).update(id).digest().subarray(0, roomBytes).toString("hex");
      return { outcome: "made", url: `${baseUrl}/${room}` };
    },
    move: async () => ({ outcome: "moved" }),
    remove: async () => ({ outcome: "removed" }),
  };
}
