import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { api } from "../account/api.ts";
import { ProblemAlert } from "../account/problem-alert.tsx";
import { useSubmit } from "../ui/use-submit.ts";
import { OneTimeLink } from "./one-time-link.tsx";
import { linkAnswer } from "./people-answers.ts";
import type { ChangeProps } from "./person-dialog.tsx";

/** Makes a link with which the person sets a new password themselves: an admin never knows it. */
export function ResetLink({ person, onClose }: ChangeProps) {
  const [link, setLink] = useState<string | null>(null);
  const { submit, working, problem } = useSubmit(async () => {
    const answer = await api.post(
      `/api/people/${encodeURIComponent(person.id)}/reset-password`,
      {},
      linkAnswer,
    );
    setLink(answer.link);
  });
  if (link !== null) {
    return (
      <OneTimeLink link={link} onClose={onClose}>
        Give this link to {person.name}, and to nobody else. It works once, within 24 hours.
      </OneTimeLink>
    );
  }
  return (
    <Stack>
      <ProblemAlert problem={problem} />
      <Text>
        You get a link that works once. With it {person.name} sets a new password, and every device of theirs
        is signed out. Until then the old password keeps working.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={working} onClick={() => void submit()}>
          Make the link
        </Button>
      </Group>
    </Stack>
  );
}
