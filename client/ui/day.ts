/** How often the clock is looked at, ms. No timer is set to midnight: a device sleeps, and clocks are set. */
const lookMs = 20_000;

/** The day on this device's clock, such as `Fri Nov 27 2026`. */
export function today(): string {
  return new Date().toDateString();
}

/** Calls `changed` soon after the day has become another. @returns ends it */
export function followDay(changed: () => void): () => void {
  let known = today();
  const timer = setInterval(() => {
    const now = today();
    if (now === known) return;
    known = now;
    changed();
  }, lookMs);
  return () => clearInterval(timer);
}
