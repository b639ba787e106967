import { unreachable } from "../../shared/unreachable.ts";
import type { Standing } from "../account/standing.ts";
import { isTheirs } from "./navigation.ts";

/** For everybody at any time: one-time links, and the crisis lines. */
const open: readonly string[] = ["/crisis", "/setup", "/invitation", "/reset-password"];
const outside: readonly string[] = ["/sign-in", "/sign-up", "/forgot-password"];

/** Where somebody must be led from this address; null: they may stay. */
export function whereTo(standing: Standing, path: string): string | null {
  if (open.includes(path)) return null;
  switch (standing.state) {
    case "out":
      return outside.includes(path) ? null : "/sign-in";
    case "locked":
      return outside.includes(path) ? null : "/sign-in";
    case "waiting":
      return path === "/waiting" ? null : "/waiting";
    case "in":
      if (outside.includes(path) || path === "/waiting") return "/";
      return isTheirs(standing.me.role, path) ? null : "/";
    default:
      return unreachable(standing);
  }
}

/** Is this one of the screens around which there is no desk? */
export function isOutside(path: string): boolean {
  return open.includes(path) || outside.includes(path) || path === "/waiting";
}
