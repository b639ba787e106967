import { Alert, CloseButton, Loader, Text } from "@mantine/core";
import { isPicture } from "../../shared/attachments/file-types.ts";
import type { BlobRow } from "../replica/schema.ts";
import { sizeWords } from "../ui/file-words.ts";
import classes from "./attachments.module.css";
import { FileIcon } from "./file-icon.tsx";
import type { ChosenFiles } from "./use-chosen-files.ts";
import { useObjectUrl } from "./use-object-url.ts";

/** The files above the composer: what will be sent, what is being made ready, and what could not be taken. */
export function ChosenList({ chosen }: { chosen: ChosenFiles }) {
  const { files, preparing, problems } = chosen;
  return (
    <>
      {problems.length > 0 && (
        <Alert
          color="red"
          className={classes.problems ?? ""}
          withCloseButton
          closeButtonLabel="Close"
          onClose={chosen.forgetProblems}
          role="alert"
        >
          {problems.map((problem) => (
            <Text size="sm" key={problem}>
              {problem}
            </Text>
          ))}
        </Alert>
      )}
      {(files.length > 0 || preparing.length > 0) && (
        <ul className={classes.chosen} aria-label="Files to send">
          {files.map((row) => (
            <Chosen key={row.key} row={row} onRemove={() => chosen.remove(row.key)} />
          ))}
          {preparing.map((name, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name
            <li key={`${name} ${index}`} className={classes.chip} role="status">
              <Loader size={16} aria-hidden="true" />
              <span className={classes.names}>
                <span className={classes.name} dir="auto">
                  {name}
                </span>
                <Text span size="xs" c="dimmed">
                  Preparing
                </Text>
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Chosen({ row, onRemove }: { row: BlobRow; onRemove: () => void }) {
  const { attachment } = row;
  const url = useObjectUrl(isPicture(attachment.type) ? row.data : null);
  return (
    <li className={classes.chip}>
      {url === null ? (
        <FileIcon type={attachment.type} />
      ) : (
        <img src={url} alt="" className={classes.thumb} />
      )}
      <span className={classes.names}>
        <span className={classes.name} title={attachment.name} dir="auto">
          {attachment.name}
        </span>
        <Text span size="xs" c="dimmed">
          {sizeWords(attachment.size)}
        </Text>
      </span>
      <CloseButton size="sm" aria-label={`Remove ${attachment.name}`} onClick={onRemove} />
    </li>
  );
}
