/**
 * What is slow to load and rarely needed, loaded when it is first asked for and kept. A failed load is whoever asked's to
 * report; the next to ask has it tried again.
 */
export function atFirstUse<Part>(load: () => Promise<Part>): () => Promise<Part> {
  let part: Promise<Part> | null = null;
  return () => {
    part ??= load().catch((error: unknown) => {
      part = null;
      throw error;
    });
    return part;
  };
}
