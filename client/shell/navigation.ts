import {
  IconAdjustments,
  IconHeartHandshake,
  IconInbox,
  IconListDetails,
  IconTicket,
  IconUsers,
  type TablerIcon,
} from "@tabler/icons-react";
import type { Role } from "../../shared/policy/roles.ts";

/** One place of the app. `words`: what else the palette finds it by. `also`: addresses that belong to it. */
export type Place = { to: string; label: string; icon: TablerIcon; words: string; also?: readonly string[] };

const settings: Place = {
  to: "/settings",
  label: "Settings",
  icon: IconAdjustments,
  words: "password devices theme",
};
const tray: Place = { to: "/tray", label: "Not accepted", icon: IconInbox, words: "tray refused" };

const places: { readonly [Each in Role]: readonly Place[] } = {
  student: [
    { to: "/", label: "My tickets", icon: IconTicket, words: "home", also: ["/tickets"] },
    { to: "/ask", label: "Ask for help", icon: IconHeartHandshake, words: "new ticket" },
    tray,
    settings,
  ],
  counselor: [
    { to: "/", label: "Queue", icon: IconListDetails, words: "home tickets", also: ["/queue", "/tickets"] },
    tray,
    settings,
  ],
  admin: [
    {
      to: "/",
      label: "Tickets",
      icon: IconListDetails,
      words: "oversight home",
      also: ["/oversight", "/tickets"],
    },
    {
      to: "/people",
      label: "People",
      icon: IconUsers,
      words: "invite approve suspend audit log",
      also: ["/audit"],
    },
    tray,
    settings,
  ],
};

/** Where a person of this role can go; the same table makes the routes, the bar and the palette. */
export function placesOf(role: Role): readonly Place[] {
  return places[role];
}

/** Is somebody at this address in this place? The navigation says so. */
export function isAt({ to, also = [] }: Place, path: string): boolean {
  return path === to || also.some((each) => path === each || path.startsWith(`${each}/`));
}

/** May a person of this role open this address? What is not theirs leads home. */
export function isTheirs(role: Role, path: string): boolean {
  const guarded: readonly string[] = ["/ask", "/people", "/audit", "/oversight", "/queue", "/recoveries"];
  const root = guarded.find((each) => path === each || path.startsWith(`${each}/`));
  switch (root) {
    case undefined:
      return true;
    case "/ask":
      return role === "student";
    case "/queue":
    case "/recoveries":
      return role === "counselor";
    default:
      return role === "admin";
  }
}
