import { Button, CopyButton, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import { safeFileName } from "../../shared/attachments/file-name.ts";
import { isFileType } from "../../shared/attachments/file-types.ts";
import { openReplica } from "../replica/database.ts";
import { type UnsentText, unsentText } from "../replica/unsent-text.ts";
import { saveBlob } from "../ui/save-blob.ts";

type TakeOutProps = { personId: string; onClose: () => void; onDelete?: () => Promise<void> };

/**
 * Lets a person take their own unsent words with them, where their account cannot send them any more. Shown only to
 * whoever has proved, with a password, that the address is theirs.
 */
export function TakeOut({ personId, onClose, onDelete }: TakeOutProps) {
  const [found, setFound] = useState<UnsentText | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    readUnsent(personId).then(setFound, () => setFailed(true));
  }, [personId]);
  return (
    <Modal opened onClose={onClose} title="What you wrote and could not send" size="lg">
      <Stack>
        {failed && <Text role="alert">Alcove could not read it. Please reload and try again.</Text>}
        {found !== null && (
          <>
            <Textarea aria-label="Your words" value={found.text} readOnly autosize minRows={4} maxRows={14} />
            <Group gap="xs">
              <CopyButton value={found.text}>
                {({ copied, copy }) => (
                  <Button variant="default" onClick={copy}>
                    {copied ? "Copied" : "Copy"}
                  </Button>
                )}
              </CopyButton>
              <Button
                variant="default"
                onClick={() => saveBlob(new Blob([found.text], { type: "text/plain" }), "my-words.txt")}
              >
                Save as a file
              </Button>
              {found.files.map(({ key, data, attachment: { name, type } }) => (
                <Button
                  key={key}
                  variant="default"
                  onClick={() =>
                    saveBlob(
                      new Blob([data], { type: "application/octet-stream" }),
                      isFileType(type) ? safeFileName(name, type) : "file",
                    )
                  }
                >
                  Save {name}
                </Button>
              ))}
            </Group>
            <Text size="sm" c="dimmed">
              A saved file can be read by anyone who uses this device.
            </Text>
          </>
        )}
        <Group justify="flex-end">
          {onDelete !== undefined && (
            <Button variant="subtle" color="red" onClick={() => void onDelete().then(onClose)}>
              Delete it from this device
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

async function readUnsent(personId: string): Promise<UnsentText> {
  const replica = openReplica(personId);
  try {
    return await unsentText(replica);
  } finally {
    replica.close();
  }
}
