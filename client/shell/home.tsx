import { lazy } from "react";
import type { Role } from "../../shared/policy/roles.ts";
import { unreachable } from "../../shared/unreachable.ts";

export const MyTicketsScreen = lazy(() =>
  import("../ask/my-tickets-screen.tsx").then((part) => ({ default: part.MyTicketsScreen })),
);
export const QueueScreen = lazy(() =>
  import("../queue/queue-screen.tsx").then((part) => ({ default: part.QueueScreen })),
);
export const OversightScreen = lazy(() =>
  import("../oversight/oversight-screen.tsx").then((part) => ({ default: part.OversightScreen })),
);

/** The first screen of each role. */
export function Home({ role }: { role: Role }) {
  switch (role) {
    case "student":
      return <MyTicketsScreen />;
    case "counselor":
      return <QueueScreen />;
    case "admin":
      return <OversightScreen />;
    default:
      return unreachable(role);
  }
}
