import { lazy, Suspense, useEffect, useRef } from "react";
import { Navigate, Outlet, Route, Routes, useLocation } from "react-router";
import { useAccount } from "../account/account.tsx";
import { FirstAdminScreen } from "../account/first-admin-screen.tsx";
import { ForgotPasswordScreen } from "../account/forgot-password-screen.tsx";
import { InvitationScreen } from "../account/invitation-screen.tsx";
import { ResetPasswordScreen } from "../account/reset-password-screen.tsx";
import { SignInScreen } from "../account/sign-in-screen.tsx";
import { SignUpScreen } from "../account/sign-up-screen.tsx";
import { WaitingScreen } from "../account/waiting-screen.tsx";
import { CrisisScreen } from "../crisis/crisis-screen.tsx";
import { LoadingState } from "../ui/loading-state.tsx";
import { useMe } from "./desk.tsx";
import { DeskProvider } from "./desk-provider.tsx";
import { Home, OversightScreen, QueueScreen } from "./home.tsx";
import { DeskLayout, PlainLayout } from "./layout.tsx";
import { NotFound } from "./not-found.tsx";
import { Starting } from "./starting.tsx";
import { isOutside, whereTo } from "./where-to.ts";

const AskScreen = lazy(() => import("../ask/ask-screen.tsx").then((part) => ({ default: part.AskScreen })));
const TicketPage = lazy(() => import("./ticket-page.tsx").then((part) => ({ default: part.TicketPage })));
const TrayScreen = lazy(() =>
  import("../tray/tray-screen.tsx").then((part) => ({ default: part.TrayScreen })),
);
const AuditScreen = lazy(() =>
  import("../audit/audit-screen.tsx").then((part) => ({ default: part.AuditScreen })),
);
const PeopleScreen = lazy(() =>
  import("../people/people-screen.tsx").then((part) => ({ default: part.PeopleScreen })),
);
const RecoveriesScreen = lazy(() =>
  import("../people/recoveries-screen.tsx").then((part) => ({ default: part.RecoveriesScreen })),
);
const SettingsPage = lazy(() =>
  import("./settings-page.tsx").then((part) => ({ default: part.SettingsPage })),
);

/** Every address of the app. Who may be where is `whereTo`'s to say. */
export function AppRoutes() {
  return (
    <Routes>
      <Route element={<Guarded />}>
        <Route element={<Plain />}>
          <Route path="/crisis" element={<CrisisScreen />} />
          <Route path="/sign-in" element={<SignInScreen />} />
          <Route path="/sign-up" element={<SignUpScreen />} />
          <Route path="/forgot-password" element={<ForgotPasswordScreen />} />
          <Route path="/setup" element={<FirstAdminScreen />} />
          <Route path="/invitation" element={<InvitationScreen />} />
          <Route path="/reset-password" element={<ResetPasswordScreen />} />
          <Route path="/waiting" element={<WaitingScreen />} />
        </Route>
        <Route element={<Behind />}>
          <Route path="/" element={<RoleHome />} />
          <Route path="/ask" element={<AskScreen />} />
          <Route path="/queue" element={<QueueScreen />} />
          <Route path="/queue/:view" element={<QueueScreen />} />
          <Route path="/tickets/:id" element={<TicketPage />} />
          <Route path="/tray" element={<TrayScreen />} />
          <Route path="/people" element={<PeopleScreen />} />
          <Route path="/recoveries" element={<RecoveriesScreen />} />
          <Route path="/audit" element={<AuditScreen />} />
          <Route path="/oversight" element={<OversightScreen />} />
          <Route path="/settings" element={<SettingsPage />} />
          <Route path="*" element={<NotFound />} />
        </Route>
      </Route>
    </Routes>
  );
}

/** Leads everybody where they belong, and back to where they wanted to go once they may. */
function Guarded() {
  const { standing } = useAccount();
  const { pathname, search, state } = useLocation();
  const before = useRef(standing.state);
  // Who signs in next does not begin where somebody else signed out.
  const signedOut = before.current === "in" && standing.state === "out";
  useEffect(() => {
    before.current = standing.state;
  }, [standing.state]);
  const to = whereTo(standing, pathname);
  if (to === null) return <Outlet />;
  const wanted = wantedOf(state);
  if (to === "/" && wanted !== null && whereTo(standing, wanted.split("?")[0] ?? "") === null)
    return <Navigate to={wanted} replace />;
  if (signedOut) return <Navigate to={to} replace />;
  const from = isOutside(pathname) ? wanted : `${pathname}${search}`;
  return <Navigate to={to} replace state={{ wanted: from }} />;
}

function wantedOf(state: unknown): string | null {
  if (typeof state !== "object" || state === null || !("wanted" in state)) return null;
  return typeof state.wanted === "string" ? state.wanted : null;
}

function Plain() {
  return (
    <PlainLayout>
      <Outlet />
    </PlainLayout>
  );
}

function Behind() {
  const { standing } = useAccount();
  if (standing.state !== "in") return null;
  return (
    <DeskProvider me={standing.me} starting={<Starting />}>
      <DeskLayout>
        <Suspense fallback={<LoadingState label="Opening the screen" />}>
          <Outlet />
        </Suspense>
      </DeskLayout>
    </DeskProvider>
  );
}

function RoleHome() {
  return <Home role={useMe().role} />;
}
