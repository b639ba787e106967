import { Button, Group, Modal, NativeSelect, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { categories, modes } from "../../shared/entries/codes.ts";
import { requestLimits } from "../../shared/entries/request-entries.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { act, editRequest } from "../replica/actions.ts";
import { mergeText } from "../replica/merge-text.ts";
import type { TicketRow } from "../replica/schema.ts";
import { useDesk } from "../shell/desk.tsx";
import { BoundedTextarea, BoundedTextInput } from "./bounded-text.tsx";
import { categoryWords, choicesOf, modeWords } from "./code-words.ts";
import { useFormDraft } from "./use-form-draft.ts";
import { tellRefusal } from "./use-ticket-act.ts";

/** The student changes what they asked: the words, what it is about, how to talk. Only what changed is sent. */
export function EditRequestDialog({ row, onClose }: { row: TicketRow; onClose: () => void }) {
  const desk = useDesk();
  const asked = { title: row.title ?? "", description: row.description ?? "" };
  /** Kept with what the words were when they were last shown: another tab or device may have changed them since. */
  const { words, change, discard } = useFormDraft(`${docName("request", row.id)}/edit`, {
    ...asked,
    wasTitle: asked.title,
    wasDescription: asked.description,
  });
  const { title, description } = words;
  const was = { title: words.wasTitle, description: words.wasDescription };
  const [changedElsewhere, setChangedElsewhere] = useState(false);
  const [category, setCategory] = useState(row.state.category);
  const [mode, setMode] = useState(row.state.mode);

  const save = async () => {
    if (asked.title !== was.title || asked.description !== was.description) {
      change({
        title: mergeText(was.title, title, asked.title).replaceAll("\n", " "),
        description: mergeText(was.description, description, asked.description),
        wasTitle: asked.title,
        wasDescription: asked.description,
      });
      setChangedElsewhere(true);
      return;
    }
    const changed = {
      ...(title === was.title ? {} : { title }),
      ...(description === was.description ? {} : { description }),
    };
    const facts = {
      ...(category === row.state.category ? {} : { category }),
      ...(mode === row.state.mode ? {} : { mode }),
    };
    try {
      if (Object.keys(changed).length > 0) await editRequest(desk, row.id, changed);
      if (Object.keys(facts).length > 0) await act(desk, row.id, { type: "ticket.edited", ...facts });
      discard();
      onClose();
    } catch (error) {
      tellRefusal(error);
    }
  };

  return (
    <Modal opened onClose={onClose} title="Edit request" size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack>
          <BoundedTextInput
            label="In a few words"
            value={title}
            onChange={(event) => change({ title: event.currentTarget.value })}
            most={requestLimits.title}
            required
          />
          <BoundedTextarea
            label="What would you like help with?"
            value={description}
            onChange={(event) => change({ description: event.currentTarget.value })}
            most={requestLimits.description}
            autosize
            minRows={4}
            maxRows={14}
          />
          <NativeSelect
            label="What it is about"
            data={choicesOf(categories, categoryWords)}
            value={category}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setCategory(categories.find((each) => each === value) ?? category);
            }}
          />
          <NativeSelect
            label="How you would like to talk"
            data={choicesOf(modes, modeWords)}
            value={mode}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setMode(modes.find((each) => each === value) ?? mode);
            }}
          />
          {changedElsewhere && (
            <Text size="sm" role="alert">
              This request was changed in another tab or on another device. Both changes are here now. Check
              them, then save.
            </Text>
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
            <Button type="submit" disabled={title.trim() === ""}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
