import { useCallback, useEffect, useState } from "react";

/** May the browser clear what is stored here when space runs out? `unknown`: it does not say. */
export type StorageKept = "unknown" | "kept" | "clearable" | "refused";

/** Whether this device keeps Alcove's data, and how to ask the browser for it. */
export function useStorageKept(): { kept: StorageKept; ask: () => Promise<void> } {
  const [kept, setKept] = useState<StorageKept>("unknown");
  useEffect(() => {
    let gone = false;
    void navigator.storage?.persisted?.().then(
      (persisted) => gone || setKept(persisted ? "kept" : "clearable"),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, []);
  const ask = useCallback(async () => {
    setKept((await navigator.storage.persist()) ? "kept" : "refused");
  }, []);
  return { kept, ask };
}
