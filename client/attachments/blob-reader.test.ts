import { expect, test, vi } from "vitest";
import { BlobReader } from "./blob-reader.ts";

test("[D21] a piece to upload is bytes already read, never a slice of the stored Blob", async () => {
  const stored = new Blob(["Lebkuchen"]);
  const slices = vi.spyOn(stored, "slice");
  const source = await new BlobReader().openFile(stored);
  const { value, done } = await source.slice(3, 9);
  expect(await value?.text()).toBe("kuchen");
  expect(done).toBe(true);
  expect(slices.mock.results.map(({ value: slice }) => slice)).not.toContain(value);
});
