/** What is used of the browser's `Storage`. */
export type KeptStrings = Pick<Storage, "getItem" | "setItem" | "removeItem" | "clear">;

const inMemory = new Map<"site" | "tab", KeptStrings>();

/** `localStorage`; where the browser forbids it, strings that live as long as the page. */
export function siteStorage(): KeptStrings {
  return usable("site", () => localStorage);
}

/** `sessionStorage`; where the browser forbids it, strings that live as long as the page. */
export function tabStorage(): KeptStrings {
  return usable("tab", () => sessionStorage);
}

function usable(kind: "site" | "tab", storage: () => Storage | null | undefined): KeptStrings {
  try {
    const found = storage();
    if (found != null) return forgiving(found);
  } catch {
    // Reading the property throws where site data is blocked.
  }
  const made = inMemory.get(kind) ?? memory();
  inMemory.set(kind, made);
  return made;
}

/** What does not fit any more is left out: nothing kept here is anybody's words. */
function forgiving(storage: Storage): KeptStrings {
  return {
    getItem: (key) => storage.getItem(key),
    setItem(key, value) {
      try {
        storage.setItem(key, value);
      } catch {
        storage.removeItem(key);
      }
    },
    removeItem: (key) => storage.removeItem(key),
    clear: () => storage.clear(),
  };
}

function memory(): KeptStrings {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}
