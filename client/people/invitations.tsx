import { Button, Text, Title } from "@mantine/core";
import { api, nothing } from "../account/api.ts";
import { ProblemAlert } from "../account/problem-alert.tsx";
import { roleWords } from "../ui/role-words.ts";
import { useFetched } from "../ui/use-fetched.ts";
import { useSubmit } from "../ui/use-submit.ts";
import { When } from "../ui/when.tsx";
import classes from "./people.module.css";
import { invitationsAnswer } from "./people-answers.ts";

/** Invitations that nobody has used yet; nothing while there are none. */
export function Invitations() {
  const { fetched, again } = useFetched(() => api.get("/api/invitations", invitationsAnswer));
  const withdraw = useSubmit(async (id: string) => {
    await api.delete(`/api/invitations/${encodeURIComponent(id)}`, nothing);
    await again();
  });
  if (fetched.state !== "here" || fetched.value.invitations.length === 0) return null;
  return (
    <section aria-labelledby="invitations">
      <Title order={2} size="h4" id="invitations" mb="xs">
        Invited, not here yet
      </Title>
      <ProblemAlert problem={withdraw.problem} />
      <ul className={classes.rows}>
        {fetched.value.invitations.map(({ id, email, role, expiresAt }) => (
          <li key={id} className={classes.row}>
            <div className={classes.who}>
              <Text fw={500}>{email}</Text>
              <Text size="sm" c="dimmed">
                {roleWords[role]}, link ends <When at={Date.parse(expiresAt)} />
              </Text>
            </div>
            <Button
              size="xs"
              variant="default"
              disabled={withdraw.working}
              aria-label={`Withdraw the invitation of ${email}`}
              onClick={() => void withdraw.submit(id)}
            >
              Withdraw
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
