import { Button, Group, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import { linkCharacters } from "../../shared/entries/session-entries.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { pasteLink } from "../replica/paste-link.ts";
import { useDesk } from "../shell/desk.tsx";
import { BoundedTextInput } from "../ui/bounded-text.tsx";
import { useFormDraft } from "../ui/use-form-draft.ts";
import { tellRefusal } from "../ui/use-ticket-act.ts";
import { linkProblem } from "./link-words.ts";

type PasteLinkDialogProps = { ticketId: string; sessionId: string; onClose: () => void };

/** A link of one's own for the session that is planned; it takes the place of a made one. */
export function PasteLinkDialog({ ticketId, sessionId, onClose }: PasteLinkDialogProps) {
  const desk = useDesk();
  const { words, change, discard } = useFormDraft(`${docName("chat", ticketId)}/link`, { text: "" });
  const link = words.text;
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const problem = link.trim() === "" ? "Please paste a link." : linkProblem(link);

  const paste = async () => {
    setTried(true);
    if (problem !== null) return;
    setBusy(true);
    try {
      await pasteLink(desk, ticketId, sessionId, link.trim());
      discard();
      onClose();
    } catch (error) {
      tellRefusal(error);
    }
    setBusy(false);
  };

  return (
    <Modal opened onClose={onClose} title="Paste a meeting link">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void paste();
        }}
      >
        <Stack>
          <BoundedTextInput
            most={linkCharacters}
            label="Meeting link"
            description="Only the two of you can read it."
            placeholder="https://"
            inputMode="url"
            autoComplete="off"
            required
            data-autofocus
            value={link}
            error={tried ? (problem ?? undefined) : undefined}
            onChange={(event) => change({ text: event.currentTarget.value })}
          />
          <Group justify="flex-end">
            <Button
              variant="default"
              onClick={() => {
                discard();
                onClose();
              }}
            >
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Use this link
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
