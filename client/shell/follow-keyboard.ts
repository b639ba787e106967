/** The part of `window.visualViewport` that says what a keyboard leaves of the screen. */
export type Visible = Pick<VisualViewport, "height" | "offsetTop" | "scale"> & EventTarget;

/**
 * Keeps `--alcove-visible-height` and `--alcove-visible-top` on the page, for a keyboard that covers it instead of making
 * it shorter, as an iPhone's does. While somebody has zoomed in, the page keeps its own size.
 * @param visible null where the browser does not say
 * @returns what ends it
 */
export function followKeyboard(visible: Visible | null, style: CSSStyleDeclaration): () => void {
  if (visible === null) return () => {};
  const measure = () => {
    if (visible.scale > 1) {
      style.removeProperty("--alcove-visible-height");
      style.removeProperty("--alcove-visible-top");
      return;
    }
    style.setProperty("--alcove-visible-height", `${Math.round(visible.height)}px`);
    style.setProperty("--alcove-visible-top", `${Math.round(visible.offsetTop)}px`);
  };
  const events = ["resize", "scroll"] as const;
  for (const event of events) visible.addEventListener(event, measure);
  measure();
  return () => {
    for (const event of events) visible.removeEventListener(event, measure);
    style.removeProperty("--alcove-visible-height");
    style.removeProperty("--alcove-visible-top");
  };
}
