import { Button, Group, Modal } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { pictureFits } from "../../shared/attachments/picture-size.ts";
import type { Attachment } from "../../shared/entries/chat-entries.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { blobKey } from "../replica/files.ts";
import { useLive } from "../replica/use-live.ts";
import { useDesk } from "../shell/desk.tsx";
import classes from "./attachments.module.css";
import { FileChip } from "./file-chip.tsx";
import { openFile } from "./open-file.ts";
import { saveFile } from "./save-file.ts";
import { useObjectUrl } from "./use-object-url.ts";

/** A picture in its message; it is fetched when it comes into sight, and stays on the device. */
export function PictureView({ ticketId, file }: { ticketId: string; file: Attachment }) {
  const { replica } = useDesk();
  const key = blobKey(docName("chat", ticketId), file.sha256);
  const here = useLive(async () => (await replica.blobs.get(key)) !== undefined, [replica, key], null);
  const frame = useRef<HTMLDivElement>(null);
  const [data, setData] = useState<Blob | null>(null);
  const [broken, setBroken] = useState(false);
  const [whole, setWhole] = useState(false);
  const url = useObjectUrl(data);

  useEffect(() => {
    if (here === null || data !== null) return;
    let gone = false;
    const open = () =>
      openFile(replica, ticketId, file).then(
        async (blob) => {
          // One that an earlier version let through can still be saved, from its chip.
          const fits = pictureFits(new Uint8Array(await blob.arrayBuffer()));
          if (!gone && fits) setData(blob);
        },
        // Without a network the chip stands there and says so when it is pressed.
        () => {},
      );
    if (here) {
      void open();
      return () => {
        gone = true;
      };
    }
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      void open();
    });
    if (frame.current !== null) seen.observe(frame.current);
    window.addEventListener("online", open);
    return () => {
      gone = true;
      seen.disconnect();
      window.removeEventListener("online", open);
    };
  }, [here, data, replica, ticketId, file]);

  if (url === null || data === null || broken) {
    return (
      <div ref={frame}>
        <FileChip ticketId={ticketId} file={file} />
      </div>
    );
  }
  return (
    <>
      <button type="button" className={classes.preview} onClick={() => setWhole(true)}>
        <img src={url} alt={`${file.name}, show it larger`} onError={() => setBroken(true)} />
      </button>
      <Modal opened={whole} onClose={() => setWhole(false)} title={<bdi>{file.name}</bdi>} size="xl" centered>
        <img src={url} alt={file.name} className={classes.whole} />
        <Group justify="flex-end" mt="md">
          <Button
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden="true" />}
            onClick={() => saveFile(data, file)}
          >
            Save
          </Button>
        </Group>
      </Modal>
    </>
  );
}
