import { describe, expect, test } from "vitest";
import { docKinds, docName, isLinear, isLog, kindOf, parseDocName, ticketIdOf } from "./doc-name.ts";

const id = "0b8f6a0e-5a55-4f1b-9a3c-6f0f4f0d2a11";

describe("a document's name", () => {
  test.each(docKinds)("%s/<id> is made, parsed and taken apart again", (kind) => {
    const name = docName(kind, id);
    expect(parseDocName(name)).toEqual({ name, kind, ticketId: id });
    expect([kindOf(name), ticketIdOf(name)]).toEqual([kind, id]);
  });

  test("one name for one document, and none for anything else", () => {
    for (const name of [
      "",
      id,
      `chat/${id.toUpperCase()}`,
      `chat/${id}\n`,
      `chat/${id}/`,
      ` chat/${id}`,
      `Chat/${id}`,
      `chat//${id}`,
      `chats/${id}`,
      `chat/../notes/${id}`,
      "chat/1",
      "chat/00000000-0000-0000-0000-000000000000",
      "__proto__",
    ]) {
      expect(parseDocName(name), name).toBeNull();
    }
  });

  test("[L6] the ticket and the request are linear logs, the chat a commutative one, the notes no log", () => {
    expect(docKinds.filter(isLog)).toEqual(["ticket", "request", "chat"]);
    expect(docKinds.filter(isLog).filter(isLinear)).toEqual(["ticket", "request"]);
  });
});
