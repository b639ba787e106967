import { Button, Group, Modal, NativeSelect, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { categories, modes } from "../../shared/entries/codes.ts";
import { requestLimits } from "../../shared/entries/request-entries.ts";
import { act, editRequest } from "../replica/actions.ts";
import { mergeText } from "../replica/merge-text.ts";
import type { TicketRow } from "../replica/schema.ts";
import { useDesk } from "../shell/desk.tsx";
import { BoundedTextarea, BoundedTextInput } from "./bounded-text.tsx";
import { categoryWords, choicesOf, modeWords } from "./code-words.ts";
import { tellRefusal } from "./use-ticket-act.ts";

/** The student changes what they asked: the words, what it is about, how to talk. Only what changed is sent. */
export function EditRequestDialog({ row, onClose }: { row: TicketRow; onClose: () => void }) {
  const desk = useDesk();
  /** What the words were when they were last shown here; another tab or device may have changed them since. */
  const [was, setWas] = useState({ title: row.title ?? "", description: row.description ?? "" });
  const [changedElsewhere, setChangedElsewhere] = useState(false);
  const [title, setTitle] = useState(was.title);
  const [description, setDescription] = useState(was.description);
  const [category, setCategory] = useState(row.state.category);
  const [mode, setMode] = useState(row.state.mode);

  const save = async () => {
    const now = { title: row.title ?? "", description: row.description ?? "" };
    if (now.title !== was.title || now.description !== was.description) {
      setTitle(mergeText(was.title, title, now.title).replaceAll("\n", " "));
      setDescription(mergeText(was.description, description, now.description));
      setWas(now);
      setChangedElsewhere(true);
      return;
    }
    const words = {
      ...(title === was.title ? {} : { title }),
      ...(description === was.description ? {} : { description }),
    };
    const facts = {
      ...(category === row.state.category ? {} : { category }),
      ...(mode === row.state.mode ? {} : { mode }),
    };
    try {
      if (Object.keys(words).length > 0) await editRequest(desk, row.id, words);
      if (Object.keys(facts).length > 0) await act(desk, row.id, { type: "ticket.edited", ...facts });
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
            onChange={(event) => setTitle(event.currentTarget.value)}
            most={requestLimits.title}
            required
          />
          <BoundedTextarea
            label="What would you like help with?"
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
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
            <Button variant="default" onClick={onClose}>
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
