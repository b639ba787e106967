import type { FileReader, FileSource, SliceResult } from "tus-js-client";

/** Reads a Blob piece by piece, wherever there are Blobs: tus-js-client's own differs between browsers and Node. */
export class BlobReader implements FileReader {
  async openFile(input: Blob): Promise<FileSource> {
    return {
      size: input.size,
      slice: async (start: number, end: number): Promise<SliceResult> => ({
        value: input.slice(start, end),
        done: end >= input.size,
      }),
      close() {},
    };
  }
}
