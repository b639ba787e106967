import { useEffect, useState } from "react";

/** An address for these bytes, taken back when they are no longer shown; null while there are none. */
export function useObjectUrl(data: Blob | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (data === null) return;
    const made = URL.createObjectURL(data);
    setUrl(made);
    return () => {
      setUrl(null);
      URL.revokeObjectURL(made);
    };
  }, [data]);
  return url;
}
