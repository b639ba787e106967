/** What a page goes through, in the words of the sync. */
export type PageLife = {
  /** No task of this page may run for a while, or ever again: let go of everything now. */
  leaves(): void;
  /** It runs again, after a freeze or from the back button. */
  returns(): void;
  hidden(): void;
  shown(): void;
};

/** Listens to the page's life until the returned function is called. */
export function watchPage(life: PageLife): () => void {
  const watched = new AbortController();
  const { signal } = watched;
  window.addEventListener("pagehide", () => life.leaves(), { signal });
  document.addEventListener("freeze", () => life.leaves(), { signal });
  window.addEventListener("pageshow", ({ persisted }) => persisted && life.returns(), { signal });
  document.addEventListener("resume", () => life.returns(), { signal });
  document.addEventListener(
    "visibilitychange",
    () => (document.visibilityState === "visible" ? life.shown() : life.hidden()),
    { signal },
  );
  return () => watched.abort();
}
