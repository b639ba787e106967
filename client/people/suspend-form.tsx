import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { api } from "../account/api.ts";
import { ProblemAlert } from "../account/problem-alert.tsx";
import { useSubmit } from "../ui/use-submit.ts";
import { sayHandedOver } from "./handed-over.ts";
import { HeirSelect } from "./heir-select.tsx";
import { handedOverAnswer } from "./people-answers.ts";
import type { ChangeProps } from "./person-dialog.tsx";

/** Ends every sign-in at once; a counselor's open tickets go to somebody. */
export function SuspendForm({ person, people, onClose, onChanged }: ChangeProps) {
  const [heir, setHeir] = useState<string | null>(null);
  const { submit, working, problem } = useSubmit(async () => {
    const answer = await api.post(
      `/api/people/${encodeURIComponent(person.id)}/suspend`,
      { handOverTo: heir },
      handedOverAnswer,
    );
    sayHandedOver(answer.handedOver, people.find(({ id }) => id === heir)?.name ?? null);
    await onChanged();
    onClose();
  });
  return (
    <Stack>
      <ProblemAlert problem={problem} />
      <Text>
        <bdi>{person.name}</bdi> is signed out of every device at once and cannot sign in until you reactivate
        the account. Nothing they wrote is deleted.
      </Text>
      {person.role === "counselor" && (
        <HeirSelect person={person} people={people} value={heir} onChange={setHeir} />
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button color="red" loading={working} onClick={() => void submit()}>
          Suspend
        </Button>
      </Group>
    </Stack>
  );
}
