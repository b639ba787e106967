import { type RefObject, useLayoutEffect } from "react";

/**
 * Keeps `--alcove-screen-height` on the main element: what is left between header, banners and bottom bar, for
 * screens whose panes scroll by themselves.
 */
export function useScreenHeight(main: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = main.current;
    const shell = element?.parentElement;
    if (!element || !shell) return;
    const measure = () => {
      const around = [...shell.children].filter((child) => child !== element && inFlow(child));
      const taken = around.reduce((sum, child) => sum + child.getBoundingClientRect().height, 0);
      const padding = paddingOf(element) + paddingOf(shell);
      element.style.setProperty(
        "--alcove-screen-height",
        `calc(var(--alcove-visible-height, 100dvh) - ${Math.ceil(taken + padding)}px)`,
      );
    };
    const sizes = new ResizeObserver(measure);
    // Banners come and go.
    const children = new MutationObserver(() => {
      sizes.disconnect();
      for (const child of shell.children) if (child !== element) sizes.observe(child);
      measure();
    });
    for (const child of shell.children) if (child !== element) sizes.observe(child);
    children.observe(shell, { childList: true });
    measure();
    return () => {
      sizes.disconnect();
      children.disconnect();
    };
  }, [main]);
}

/** Above and below, in px. */
function paddingOf(element: Element): number {
  const { paddingTop, paddingBottom } = getComputedStyle(element);
  return Number.parseFloat(paddingTop) + Number.parseFloat(paddingBottom);
}

function inFlow(element: Element): boolean {
  const { position } = getComputedStyle(element);
  return position !== "absolute" && position !== "fixed";
}
