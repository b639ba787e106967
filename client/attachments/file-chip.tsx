import { Text, VisuallyHidden } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import type { Attachment } from "../../shared/entries/chat-entries.ts";
import { useDesk } from "../shell/desk.tsx";
import { sizeWords } from "../ui/file-words.ts";
import classes from "./attachments.module.css";
import { FileIcon } from "./file-icon.tsx";
import { FileProblem, openFile } from "./open-file.ts";
import { saveFile } from "./save-file.ts";

/** A file that is saved when it is pressed: nothing of it is ever shown in the page. */
export function FileChip({ ticketId, file }: { ticketId: string; file: Attachment }) {
  const { replica } = useDesk();
  const [state, setState] = useState<"idle" | "coming">("idle");
  const [problem, setProblem] = useState<string | null>(null);

  const save = async () => {
    setState("coming");
    setProblem(null);
    try {
      saveFile(await openFile(replica, ticketId, file), file);
    } catch (error) {
      setProblem(error instanceof FileProblem ? error.message : "This file could not be opened.");
    } finally {
      setState("idle");
    }
  };

  return (
    <>
      <button
        type="button"
        className={classes.chip}
        aria-busy={state === "coming"}
        disabled={state === "coming"}
        onClick={() => void save()}
      >
        <FileIcon type={file.type} />
        <VisuallyHidden>Save</VisuallyHidden>
        <span className={classes.names}>
          <span className={classes.name} title={file.name} dir="auto">
            {file.name}
          </span>
          <Text span size="xs" c="dimmed">
            {state === "coming" ? "Loading" : sizeWords(file.size)}
          </Text>
        </span>
        <IconDownload size={16} aria-hidden="true" />
      </button>
      {problem !== null && (
        <Text size="xs" c="red" role="alert" mt={2}>
          {problem}
        </Text>
      )}
    </>
  );
}
