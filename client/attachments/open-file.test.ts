import "fake-indexeddb/auto";
import { afterEach, expect, test, vi } from "vitest";
import { openReplica } from "../replica/database.ts";
import { openFile } from "./open-file.ts";

afterEach(() => vi.unstubAllGlobals());

const gone = JSON.stringify({ error: { code: "no-such-file", message: "No." } });
const busy = JSON.stringify({ error: { code: "too-many-requests", message: "Wait." } });

test.each([
  [404, gone, /not there any more/],
  [404, "<html>Not found</html>", /not on this device yet/],
  [401, "<html>Sign in to the network</html>", /not on this device yet/],
  [403, "", /not on this device yet/],
  [429, busy, /not on this device yet/],
  [502, "<html>Bad gateway</html>", /not on this device yet/],
  [200, "<html>Accept our terms</html>", /did not arrive whole/],
])("[T12] a file is gone only where our server says so: %i %s", async (status, body, why) => {
  vi.stubGlobal("fetch", async () => new Response(body, { status }));
  const replica = openReplica(crypto.randomUUID());
  const file = { sha256: "0".repeat(64), name: "a.txt", type: "text/plain", size: 1 };
  await expect(openFile(replica, crypto.randomUUID(), file)).rejects.toThrow(why);
  replica.close();
});
