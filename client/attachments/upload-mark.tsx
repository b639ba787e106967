import { Progress, Text } from "@mantine/core";
import { useSyncExternalStore } from "react";
import type { MessageRow } from "../replica/schema.ts";
import { useLive } from "../replica/use-live.ts";
import { useDesk } from "../shell/desk.tsx";
import { WaitingMark } from "../ui/waiting-mark.tsx";
import classes from "./attachments.module.css";
import { uploadProgress } from "./upload-progress.ts";

/** How far a message with files has come: its files first, then itself. */
export function UploadMark({ message, state }: { message: MessageRow; state: "waiting" | "sending" }) {
  const { replica, connection } = useDesk();
  const { ticketId, attachments } = message;
  const percent = useLive(
    () => uploadProgress(replica, ticketId, attachments),
    [replica, ticketId, attachments],
    null,
  );
  const online = useSyncExternalStore(connection.subscribe, () => connection.get().state) !== "offline";
  if (percent === null) return <WaitingMark state={state} />;
  const words = online ? `Uploading ${percent} %` : `Waiting to upload, ${percent} % is there`;
  return (
    <span className={classes.uploading}>
      <Progress value={percent} size="sm" className={classes.bar ?? ""} aria-label="Upload" />
      <Text span size="xs">
        {words}
      </Text>
    </span>
  );
}
