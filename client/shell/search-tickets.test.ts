import { expect, test } from "vitest";
import { bestOfEach } from "./search-tickets.ts";

test("a ticket that is found by many messages is shown once, by its best hit", () => {
  const hits = [
    { ticketId: "a", where: "message", messageId: "1", snippet: "exam" },
    { ticketId: "b", where: "ticket", snippet: "exams" },
    { ticketId: "a", where: "message", messageId: "2", snippet: "the exam" },
  ] as const;
  expect(bestOfEach(hits).map(({ snippet }) => snippet)).toEqual(["exam", "exams"]);
});

test("no more than a palette can show", () => {
  const hits = Array.from({ length: 30 }, (_, at) => ({
    ticketId: `${at}`,
    where: "ticket" as const,
    snippet: "",
  }));
  expect(bestOfEach(hits)).toHaveLength(8);
});
