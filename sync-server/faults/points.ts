import Database from "better-sqlite3";
import { WebSocket } from "ws";

type Callable = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Calls `visit` before and after every statement that any database of this process runs, and every message that leaves
 * by a socket: all there is of a commit that another process, a disk or a device could ever see. Returns what ends it.
 */
export function onEveryPoint(visit: (point: string) => void): () => void {
  const probe = new Database(":memory:");
  // A statement's class is reached by no other way.
  const statements: object = Object.getPrototypeOf(probe.prepare("SELECT 1"));
  probe.close();
  const restore = [
    ...["run", "get", "all"].map((name) => around(statements, name, (self) => sourceOf(self), visit)),
    around(Database.prototype, "exec", (_, [sql]) => String(sql), visit),
    around(WebSocket.prototype, "send", () => "send", visit),
  ];
  return () => {
    for (const each of restore) each();
  };
}

function around(
  target: object,
  name: string,
  called: (self: unknown, args: unknown[]) => string,
  visit: (point: string) => void,
): () => void {
  const property = Object.getOwnPropertyDescriptor(target, name);
  const real: unknown = property?.value;
  if (property === undefined || typeof real !== "function") throw new Error(`there is no ${name}`);
  const watched: Callable = function (this: unknown, ...args) {
    const what = called(this, args);
    visit(`before ${what}`);
    const result: unknown = Reflect.apply(real, this, args);
    visit(`after ${what}`);
    return result;
  };
  Object.defineProperty(target, name, { ...property, value: watched });
  return () => void Object.defineProperty(target, name, property);
}

function sourceOf(statement: unknown): string {
  const known = typeof statement === "object" && statement !== null && "source" in statement;
  return known ? String(statement.source).replaceAll(/\s+/g, " ").trim().slice(0, 60) : "?";
}
