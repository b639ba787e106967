import { isPicture } from "../../shared/attachments/file-types.ts";
import type { Attachment } from "../../shared/entries/chat-entries.ts";
import classes from "./attachments.module.css";
import { FileChip } from "./file-chip.tsx";
import { PictureView } from "./picture-view.tsx";

/** The files of a message: pictures as pictures, everything else to be saved. */
export function MessageFiles({ ticketId, files }: { ticketId: string; files: readonly Attachment[] }) {
  if (files.length === 0) return null;
  return (
    <ul className={classes.files} aria-label={files.length === 1 ? "File" : "Files"}>
      {files.map((file, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the files of a message do not change, and one may stand there twice
        <li key={`${file.sha256} ${index}`}>
          {isPicture(file.type) ? (
            <PictureView ticketId={ticketId} file={file} />
          ) : (
            <FileChip ticketId={ticketId} file={file} />
          )}
        </li>
      ))}
    </ul>
  );
}
