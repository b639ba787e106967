import type { FileReader, FileSource, SliceResult } from "tus-js-client";

/**
 * Reads a Blob piece by piece, wherever there are Blobs: tus-js-client's own differs between browsers and Node. Each piece is a
 * fresh Blob of bytes already read, because WebKit never sends a slice of a Blob that IndexedDB holds.
 */
export class BlobReader implements FileReader {
  async openFile(input: Blob): Promise<FileSource> {
    return {
      size: input.size,
      slice: async (start: number, end: number): Promise<SliceResult> => ({
        value: new Blob([await input.slice(start, end).arrayBuffer()]),
        done: end >= input.size,
      }),
      close() {},
    };
  }
}
