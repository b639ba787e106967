import { Button, Group, Modal, Paper, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { BoundedTextarea, BoundedTextInput } from "../ui/bounded-text.tsx";
import { useFormDraft } from "../ui/use-form-draft.ts";
import { type SavedReply, savedReplyLimits } from "./saved-replies.ts";
import type { ChangeReplies } from "./use-saved-replies.ts";

type ManageRepliesProps = {
  replies: SavedReply[];
  onSave: (change: ChangeReplies) => Promise<void>;
  onClose: () => void;
};

/** Adds, changes and removes saved replies, without leaving the conversation. */
export function ManageReplies({ replies, onSave, onClose }: ManageRepliesProps) {
  const [edited, setEdited] = useState<SavedReply | null>(null);
  const full = replies.length >= savedReplyLimits.count;
  const put = async (reply: SavedReply) => {
    await onSave((now) => {
      const known = now.some((each) => each.id === reply.id);
      return known ? now.map((each) => (each.id === reply.id ? reply : each)) : [...now, reply];
    });
    setEdited(null);
  };
  return (
    <Modal opened onClose={onClose} title="Saved replies" size="lg">
      {edited === null ? (
        <Stack>
          <Text size="sm" c="dimmed">
            Write :: in a message to use one. They stay on this device.
          </Text>
          {replies.map((reply) => (
            <Paper key={reply.id} withBorder p="sm">
              <Group justify="space-between" wrap="nowrap" align="flex-start">
                <div>
                  <Text fw={600} size="sm">
                    ::<bdi>{reply.name}</bdi>
                  </Text>
                  <Text size="sm" lineClamp={2} dir="auto">
                    {reply.text}
                  </Text>
                </div>
                <Group gap="xs" wrap="nowrap">
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`Edit ${reply.name}`}
                    onClick={() => setEdited(reply)}
                  >
                    Edit
                  </Button>
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`Remove ${reply.name}`}
                    onClick={() => onSave((now) => now.filter((each) => each.id !== reply.id))}
                  >
                    Remove
                  </Button>
                </Group>
              </Group>
            </Paper>
          ))}
          {replies.length === 0 && <Text size="sm">No saved replies yet.</Text>}
          <Group justify="flex-end">
            <Button
              disabled={full}
              onClick={() => setEdited({ id: crypto.randomUUID(), name: "", text: "" })}
            >
              New reply
            </Button>
          </Group>
        </Stack>
      ) : (
        <ReplyForm
          reply={edited}
          known={replies.some(({ id }) => id === edited.id)}
          onSave={put}
          onCancel={() => setEdited(null)}
        />
      )}
    </Modal>
  );
}

function ReplyForm(props: {
  reply: SavedReply;
  /** It stands in the list already: a new one is kept under no id of its own, so that it is found again. */
  known: boolean;
  onSave: (reply: SavedReply) => Promise<void>;
  onCancel: () => void;
}) {
  const initial = { name: props.reply.name, text: props.reply.text };
  const { words, change, discard } = useFormDraft(
    `saved-reply/${props.known ? props.reply.id : "new"}`,
    initial,
  );
  const { name, text } = words;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void props.onSave({ id: props.reply.id, name, text }).then(discard, () => undefined);
      }}
    >
      <Stack>
        <BoundedTextInput
          label="Name"
          description="One word, written after ::"
          value={name}
          onChange={(event) => change({ name: event.currentTarget.value.replace(/[^\p{L}\p{N}_-]/gu, "") })}
          most={savedReplyLimits.name}
          required
          data-autofocus
        />
        <BoundedTextarea
          label="Text"
          value={text}
          onChange={(event) => change({ text: event.currentTarget.value })}
          most={savedReplyLimits.text}
          autosize
          minRows={4}
          maxRows={12}
          required
        />
        <Group justify="flex-end">
          <Button
            variant="default"
            onClick={() => {
              discard();
              props.onCancel();
            }}
          >
            Cancel
          </Button>
          <Button type="submit" disabled={name === "" || text.trim() === ""}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
