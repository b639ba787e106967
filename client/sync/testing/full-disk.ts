import type { Replica } from "../../replica/database.ts";

/** A disk that takes only so much; what does not fit fails as in a browser. */
export type TestDisk = {
  /** Does a write to this table of so many rows fit? */
  takes: (table: string, rows: readonly unknown[]) => boolean;
};

/** Puts a disk under a replica whose room a test decides. Deleting always works, as in a browser. */
export function diskUnder(replica: Replica): TestDisk {
  const disk: TestDisk = { takes: () => true };
  replica.use({
    stack: "dbcore",
    name: "full-disk",
    create: (core) => ({
      ...core,
      table(name) {
        const table = core.table(name);
        return {
          ...table,
          mutate(request) {
            if ((request.type === "put" || request.type === "add") && !disk.takes(name, request.values)) {
              return Promise.reject(new DOMException("The disk is full.", "QuotaExceededError"));
            }
            return table.mutate(request);
          },
        };
      },
    }),
  });
  return disk;
}
