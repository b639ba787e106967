import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { api } from "../account/api.ts";
import { ProblemAlert } from "../account/problem-alert.tsx";
import { ChoiceCards } from "../ui/choice-cards.tsx";
import { useSubmit } from "../ui/use-submit.ts";
import { OneTimeLink } from "./one-time-link.tsx";
import { linkAnswer } from "./people-answers.ts";

/** Counselors and admins are invited; students make their own accounts. */
export function InviteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Invite to your campus">
      <InviteForm onClose={onClose} />
    </Modal>
  );
}

function InviteForm({ onClose }: { onClose: () => void }) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<"counselor" | "admin">("counselor");
  const [link, setLink] = useState<string | null>(null);
  const { submit, working, problem } = useSubmit(async () => {
    const answer = await api.post("/api/invitations", { email: email.trim(), role }, linkAnswer);
    setLink(answer.link);
  });
  if (link !== null) {
    return (
      <OneTimeLink link={link} onClose={onClose}>
        Send this link to {email.trim()}, and to nobody else. It works once, within 7 days.
      </OneTimeLink>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack>
        <ProblemAlert problem={problem} />
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="off"
          required
          data-autofocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <ChoiceCards
          legend="Role"
          name="role"
          value={role}
          onChange={setRole}
          options={[
            { value: "counselor", label: "Counselor", hint: "Claims tickets and talks with students." },
            { value: "admin", label: "Admin", hint: "Runs the desk. Reads no conversations." },
          ]}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={working}>
            Make the link
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
