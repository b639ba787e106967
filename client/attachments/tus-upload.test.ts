import { afterEach, expect, test, vi } from "vitest";
import { tusUpload } from "./tus-upload.ts";

afterEach(() => vi.unstubAllGlobals());

/** What an upload comes to when everything is answered like this; null: tried again later. */
async function endWhen(status: number, body: string) {
  vi.stubGlobal("fetch", async () => new Response(body, { status }));
  const upload = tusUpload(new URL("https://desk.example/api/files"));
  const file = { doc: "chat/1", name: "a.txt", type: "text/plain", sha256: "0".repeat(64) };
  const tell = { url: () => {}, sent: () => {} };
  return upload({ ...file, data: new Blob(["a"]), url: null }, tell, new AbortController().signal).catch(
    () => null,
  );
}

const refused = (code: string) => JSON.stringify({ error: { code, message: "No." } });

test.each([
  [403, "forbidden", "not allowed"],
  [403, "account-suspended", "not allowed"],
  [404, "no-such-ticket", "not allowed"],
  [404, "no-such-upload", "not allowed"],
  [400, "bad-request", "refused"],
  [415, "file-type-refused", "refused"],
  [422, "file-altered", "altered"],
  [429, "upload-quota", "later"],
])("[T12] an upload that our server answers with %i %s is %s", async (status, code, end) => {
  expect(await endWhen(status, refused(code))).toMatchObject({ end });
});

test.each([
  [200, "<html>Accept our terms</html>"],
  [201, "{}"],
  [400, refused("BadRequest")],
  [403, "<html>Blocked</html>"],
  [403, refused("AuthorizationFailed")],
  [404, refused("ResourceNotFound")],
  [404, ""],
  [407, refused("ProxyAuthenticationRequired")],
  [503, refused("busy")],
])("[T12] an upload that somebody else answers with %i %s is refused by nobody", async (status, body) => {
  expect((await endWhen(status, body))?.end ?? "later").toBe("later");
});
