import { Alert, Button, Group, List, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { docName } from "../../shared/log/doc-name.ts";
import { accessHours } from "../../shared/policy/may-append.ts";
import { api, nothing, sentenceOf } from "../account/api.ts";
import { BoundedTextarea } from "./bounded-text.tsx";
import { useFormDraft } from "./use-form-draft.ts";

/** Characters of the reason: a sentence or three, kept by the server beside the access. */
const reasonLimits = { least: 10, most: 500 } as const;

/** An admin asks to read one ticket's words: with the password again and a reason, for 24 hours, seen by both sides. */
export function EmergencyAccessDialog({ ticketId, onClose }: { ticketId: string; onClose: () => void }) {
  const [password, setPassword] = useState("");
  const { words, change, discard } = useFormDraft(`${docName("ticket", ticketId)}/access`, { text: "" });
  const reason = words.text;
  const [state, setState] = useState<
    { kind: "asking" } | { kind: "sending" } | { kind: "failed"; words: string }
  >({
    kind: "asking",
  });
  const ready = password !== "" && reason.trim().length >= reasonLimits.least;

  const send = async () => {
    setState({ kind: "sending" });
    try {
      await api.post(
        `/api/tickets/${ticketId}/emergency-access`,
        { password, reason: reason.trim() },
        nothing,
      );
      notifications.show({
        title: "Emergency access is open",
        message: `The words of this ticket appear on this device in a moment, for ${accessHours} hours.`,
      });
      discard();
      onClose();
    } catch (error) {
      setState({ kind: "failed", words: sentenceOf(error) });
    }
  };

  return (
    <Modal opened onClose={onClose} title="Emergency access">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void send();
        }}
      >
        <Stack>
          <Text size="sm">Only for when somebody's safety depends on it.</Text>
          <List size="sm" spacing={4}>
            <List.Item>It is for this one ticket: its request, conversation and notes.</List.Item>
            <List.Item>It ends by itself after {accessHours} hours.</List.Item>
            <List.Item>It stands in the history, where the student and the counselor can read it.</List.Item>
          </List>
          <BoundedTextarea
            label="Reason"
            description="Kept on the server with your name."
            value={reason}
            onChange={(event) => change({ text: event.currentTarget.value })}
            minLength={reasonLimits.least}
            most={reasonLimits.most}
            autosize
            minRows={2}
            required
          />
          <PasswordInput
            label="Your password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="current-password"
            required
          />
          {state.kind === "failed" && (
            <Alert color="red" role="alert">
              {state.words}
            </Alert>
          )}
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
            <Button type="submit" color="red" loading={state.kind === "sending"} disabled={!ready}>
              Open the record
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
