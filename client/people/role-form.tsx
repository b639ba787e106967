import { Button, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { roles } from "../../shared/policy/roles.ts";
import { api } from "../account/api.ts";
import { ProblemAlert } from "../account/problem-alert.tsx";
import { roleWords } from "../ui/role-words.ts";
import { useSubmit } from "../ui/use-submit.ts";
import { sayHandedOver } from "./handed-over.ts";
import { HeirSelect } from "./heir-select.tsx";
import { handedOverAnswer } from "./people-answers.ts";
import type { ChangeProps } from "./person-dialog.tsx";

/** Another role: what the old one could read leaves their devices. */
export function RoleForm({ person, people, onClose, onChanged }: ChangeProps) {
  const [role, setRole] = useState(person.role);
  const [heir, setHeir] = useState<string | null>(null);
  const { submit, working, problem } = useSubmit(async () => {
    const answer = await api.post(
      `/api/people/${encodeURIComponent(person.id)}/role`,
      { role, handOverTo: heir },
      handedOverAnswer,
    );
    sayHandedOver(answer.handedOver, people.find(({ id }) => id === heir)?.name ?? null);
    await onChanged();
    onClose();
  });
  return (
    <Stack>
      <ProblemAlert problem={problem} />
      <NativeSelect
        label="Role"
        value={role}
        onChange={(event) => {
          const { value } = event.currentTarget;
          setRole(roles.find((each) => each === value) ?? person.role);
        }}
        data={roles.map((value) => ({ value, label: roleWords[value] }))}
      />
      {person.role === "counselor" && role !== "counselor" && (
        <HeirSelect person={person} people={people} value={heir} onChange={setHeir} />
      )}
      <Text size="sm" c="dimmed">
        What <bdi>{person.name}</bdi> could read as {roleWords[person.role].toLowerCase()} is deleted from
        their devices the next time they connect.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={working} disabled={role === person.role} onClick={() => void submit()}>
          Change the role
        </Button>
      </Group>
    </Stack>
  );
}
