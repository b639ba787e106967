import { expect, test } from "vitest";
import type { EntryOf } from "../entries/entry.ts";
import { mayAppend } from "./may-append.ts";
import { cast, samples, sceneOf, ticketIn } from "./scene.arbitrary.ts";

const file = { sha256: "a".repeat(64), name: "a.txt", type: "text/plain", size: 1 };
const other = { ...file, sha256: "b".repeat(64) };
const message: EntryOf<"chat.message"> = { ...samples["chat.message"], attachments: [file, other] };
const scene = sceneOf(ticketIn("claimed"), false);

test("[AT6] a message needs every one of its files on the server; a device leaves that to its outbox", () => {
  const withFiles = (...there: (typeof file)[]) => ({
    ...scene,
    hasFile: (asked: typeof file) => there.includes(asked),
  });
  expect(mayAppend(cast.owner, scene, message)).toEqual({ allowed: true });
  expect(mayAppend(cast.owner, withFiles(file, other), message)).toEqual({ allowed: true });
  expect(mayAppend(cast.owner, withFiles(file), message)).toEqual({
    allowed: false,
    rule: "attachment-needs-upload",
  });
  expect(mayAppend(cast.owner, withFiles(), samples["chat.message"])).toEqual({ allowed: true });
});

test("who may not write hears that, and nothing of files", () => {
  const none = { ...scene, hasFile: () => false };
  expect(mayAppend(cast.counselor, none, message)).toEqual({
    allowed: false,
    rule: "chat-needs-participant",
  });
});
