import { List, Text } from "@mantine/core";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import type { Unsent } from "./unsent.ts";
import { unsentWords } from "./unsent-words.ts";

type SignOutDialogProps = { unsent: Unsent | null; onStay: () => void; onLeave: () => Promise<void> };

/** Asked only when signing out would lose something. */
export function SignOutDialog({ unsent, onStay, onLeave }: SignOutDialogProps) {
  return (
    <ConfirmDialog
      opened={unsent !== null}
      onClose={onStay}
      title="Sign out and lose what is unsent?"
      confirm="Sign out and delete"
      danger
      onConfirm={onLeave}
    >
      <Text>Signing out deletes everything of yours from this device. Not on the server yet:</Text>
      <List my="xs">
        {(unsent === null ? [] : unsentWords(unsent)).map((words) => (
          <List.Item key={words}>{words}</List.Item>
        ))}
      </List>
      <Text>Connect first, or copy what you need, if you want to keep it.</Text>
    </ConfirmDialog>
  );
}
