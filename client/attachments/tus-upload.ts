import { DetailedError, Upload } from "tus-js-client";
import { refusalIn } from "../../shared/refusal.ts";
import type { UploadEnd, UploadFile } from "../sync/uploader.ts";
import { BlobReader } from "./blob-reader.ts";
import { FetchStack } from "./fetch-stack.ts";

/**
 * Bytes of one request. Below the 1 MiB that proxies take unless told otherwise, and small enough that progress shows
 * on a slow line; the server keeps what arrived of a request that was cut.
 */
const requestBytes = 512 * 1024;
/** Where the server does not say when to try again, ms. */
const laterMs = 60_000;

/** Refusals of the file itself. */
const ofTheFile = [
  "file-type-refused",
  "file-too-large",
  "picture-with-place",
  "picture-too-large",
  "bad-request",
];
/** Refusals of the person, or of the place. */
const ofThePerson = [
  "forbidden",
  "account-pending",
  "account-suspended",
  "no-such-ticket",
  "no-such-upload",
  "not-found",
];

/**
 * Resumable uploads by tus-js-client, over fetch: so it runs in a page, in the service worker and in tests.
 * @param endpoint where uploads are begun; what goes on is on the same host
 */
export function tusUpload(endpoint: URL, headers: Record<string, string> = {}): UploadFile {
  return ({ doc, name, type, sha256, data, url }, tell, signal) =>
    new Promise<UploadEnd>((resolve, reject) => {
      const upload = new Upload(data, {
        endpoint: endpoint.href,
        uploadUrl: url === null ? null : new URL(url, endpoint).href,
        metadata: { doc, sha256, name, type },
        chunkSize: requestBytes,
        headers,
        // When to try again is the engine's to say: it knows whether there is a line at all.
        retryDelays: null,
        httpStack: new FetchStack(),
        fileReader: new BlobReader(),
        storeFingerprintForResuming: false,
        fingerprint: async () => sha256,
        onUploadUrlAvailable() {
          if (upload.url !== null) tell.url(new URL(upload.url, endpoint).pathname);
        },
        onChunkComplete: (_size, sent) => tell.sent(sent),
        onSuccess: () => resolve({ end: "done" }),
        onError(error) {
          const end = error instanceof DetailedError ? endOf(error) : null;
          if (end === null) reject(error);
          else resolve(end);
        },
      });
      signal.addEventListener("abort", () => {
        void upload.abort();
        reject(new Error("aborted"));
      });
      if (!signal.aborted) upload.start();
    });
}

/** What an answer means; null where there was none, or none of ours. */
function endOf({ originalResponse }: DetailedError): UploadEnd | null {
  const status = originalResponse?.getStatus() ?? 0;
  if (originalResponse === null || status < 400 || status >= 500) return null;
  const error = refusalIn(originalResponse.getBody());
  if (error === null) return null;
  if (error.code === "file-altered") return { end: "altered" };
  if (ofThePerson.includes(error.code)) return { end: "not allowed" };
  if (ofTheFile.includes(error.code)) {
    const code = error.code === "bad-request" ? "file-refused" : error.code;
    return { end: "refused", code, detail: error.message };
  }
  const seconds = Number(originalResponse.getHeader("retry-after"));
  return { end: "later", afterMs: seconds > 0 ? seconds * 1_000 : laterMs };
}
