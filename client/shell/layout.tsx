import { Text } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import { lazy, type ReactNode, Suspense, useEffect, useRef } from "react";
import { useLocation } from "react-router";
import { useAccount } from "../account/account.tsx";
import { Banners, UpdateBanner } from "./banners.tsx";
import { BottomBar } from "./bottom-bar.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { followKeyboard } from "./follow-keyboard.ts";
import { DeskHeader, PlainHeader } from "./header.tsx";
import classes from "./layout.module.css";
import { openPalette } from "./open-palette.ts";
import { Shortcuts, useShortcuts } from "./shortcuts.tsx";
import { useScreenHeight } from "./use-screen-height.ts";

/** Not needed for the first sight of any screen. */
const Palette = lazy(() => import("./palette.tsx").then((part) => ({ default: part.Palette })));

/** Around the screens before the desk, and around the crisis lines. */
export function PlainLayout({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  return (
    <div className={classes.shell}>
      <SkipLink />
      <DemoRibbon />
      <PlainHeader crisis={pathname !== "/crisis"} />
      <UpdateBanner />
      <main id="main" className={classes.plain} tabIndex={-1}>
        <ErrorBoundary place={pathname}>{children}</ErrorBoundary>
      </main>
    </div>
  );
}

/** Around every screen behind the sign-in. */
export function DeskLayout({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const shortcuts = useShortcuts();
  useScreenHeight(main);
  useEffect(() => followKeyboard(window.visualViewport, document.documentElement.style), []);
  useFocusOnMove(main, pathname);
  return (
    <div className={classes.desk}>
      <SkipLink />
      <DemoRibbon />
      <DeskHeader onSearch={() => void openPalette()} onShortcuts={shortcuts.show} />
      <Banners />
      <main id="main" className={classes.main} tabIndex={-1} ref={main}>
        <ErrorBoundary place={pathname}>{children}</ErrorBoundary>
      </main>
      <BottomBar />
      <Suspense fallback={null}>
        <Palette />
      </Suspense>
      <Shortcuts {...shortcuts} />
    </div>
  );
}

function SkipLink() {
  return (
    <a className={classes.skip} href="#main">
      Skip to the content
    </a>
  );
}

function DemoRibbon() {
  const { campus } = useAccount();
  if (!campus.demo) return null;
  return (
    <aside className={classes.demo} aria-label="Demo">
      <IconFlask size={15} aria-hidden="true" />
      <Text span size="xs" fw={600}>
        Demo. Made-up people; nothing is kept.
      </Text>
    </aside>
  );
}

/**
 * After a move to another screen a screen reader begins there, and not where the old screen was. At the start too:
 * the arrow keys scroll only what has the focus.
 */
function useFocusOnMove(main: React.RefObject<HTMLElement | null>, pathname: string): void {
  const before = useRef<string | null>(null);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    // A screen that took the focus itself knows better.
    if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true });
    main.current?.scrollTo(0, 0);
  }, [main, pathname]);
}
