import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useAccount } from "../account/account.tsx";
import { api } from "../account/api.ts";
import { ProblemAlert } from "../account/problem-alert.tsx";
import { useSubmit } from "../ui/use-submit.ts";
import { OneTimeLink } from "./one-time-link.tsx";
import { resetAnswer } from "./people-answers.ts";
import type { ChangeProps } from "./person-dialog.tsx";

/** A link with which the person sets a new password: mailed to them, and shown only for a student where there is no mail. */
export function ResetLink({ person, onClose }: ChangeProps) {
  const { mail } = useAccount().campus;
  const [answer, setAnswer] = useState<{ link?: string | undefined } | null>(null);
  const { submit, working, problem } = useSubmit(async () => {
    const path = `/api/people/${encodeURIComponent(person.id)}/reset-password`;
    setAnswer(await api.post(path, {}, resetAnswer));
  });
  if (answer?.link !== undefined) {
    return (
      <OneTimeLink link={answer.link} onClose={onClose}>
        Give this link to <bdi>{person.name}</bdi>, and to nobody else. It works once, within 24 hours.
      </OneTimeLink>
    );
  }
  const sent = answer !== null;
  const impossible = !mail && person.role !== "student";
  return (
    <Stack>
      <ProblemAlert problem={problem} />
      <Text role={sent ? "status" : undefined}>
        {sent
          ? `A link is on its way to ${person.email}. It works once, within 24 hours.`
          : wordsFor({ name: person.name, address: person.email, mail, impossible })}
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {sent || impossible ? "Close" : "Cancel"}
        </Button>
        {!sent && !impossible && (
          <Button loading={working} onClick={() => void submit()}>
            {mail ? "Send the link" : "Make the link"}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

type Words = { name: string; address: string; mail: boolean; impossible: boolean };

function wordsFor({ name, address, mail, impossible }: Words): string {
  if (impossible)
    return `A link for a counselor or an admin goes only to their own mailbox, and this campus cannot send mail. Its host can make one on the server: alcove user reset-password ${address}`;
  const then = `With it ${name} sets a new password, and every device of theirs is signed out. Until then the old password keeps working.`;
  return mail
    ? `A link that works once goes to ${address}; you do not see it. ${then}`
    : `You get a link that works once. ${then}`;
}
