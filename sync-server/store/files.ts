import type { FileType } from "../../shared/attachments/file-types.ts";
import type { DocName } from "../../shared/log/doc-name.ts";

/** What an accepted entry does to the files of its chat, in its own transaction. */
export type FileChange =
  | { change: "referred"; message: string; sha256: string }
  /** The message was taken back: from now on nobody gets its files. */
  | { change: "redacted"; message: string };

/** A file that somebody uploaded for a chat. */
export type FileKey = { doc: DocName; sha256: string; uploader: string };
export type StoredFile = { sha256: string; size: number; type: FileType };
export type NamedFile = StoredFile & { name: string };

/** Done: checked and kept. Ended: refused, given up or expired; the row counts towards the day's bytes. */
export type UploadState = "receiving" | "done" | "ended";
export type UploadRow = {
  id: string;
  person: string;
  doc: DocName;
  sha256: string;
  name: string;
  type: FileType;
  size: number;
  state: UploadState;
  createdAt: number;
};

export interface FileReader {
  /** The files that stand granted to their uploaders, by `fileKey`; the others are absent. */
  files(keys: readonly FileKey[]): Promise<Map<string, StoredFile>>;
  /** A file that a standing message of this chat refers to; null otherwise. */
  fileIn(doc: DocName, sha256: string): Promise<NamedFile | null>;
  upload(id: string): Promise<UploadRow | null>;
  /** What a person is uploading now, and the bytes they have announced since a time (ms). */
  uploadsOf(person: string, since: number): Promise<{ receiving: number; bytes: number }>;
  /** Uploads that were begun before a time (ms) and are not finished. */
  unfinishedUploads(before: number): Promise<UploadRow[]>;
  /** Those of these that no row knows. */
  strayFiles(sha256s: readonly string[]): Promise<string[]>;
  strayUploads(ids: readonly string[]): Promise<string[]>;
}

export interface FileWriter {
  addUpload(upload: UploadRow): Promise<void>;
  endUpload(id: string): Promise<void>;
  /** An upload has become a file of its chat. */
  keepFile(upload: UploadRow, now: number): Promise<void>;
  /** Forgets the references of a message that was taken back. @returns files that nobody refers to any more */
  dropFilesOf(doc: DocName, message: string): Promise<string[]>;
  /** Forgets what was uploaded before a time (ms) and never referred to. @returns files that nobody refers to any more */
  dropOrphans(before: number): Promise<string[]>;
  /** Forgets uploads begun before a time (ms), whatever became of them. */
  forgetUploads(before: number): Promise<void>;
}

export function fileKey({ doc, sha256, uploader }: FileKey): string {
  return `${doc} ${sha256} ${uploader}`;
}
