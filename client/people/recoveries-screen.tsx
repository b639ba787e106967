import { Button, Text, Title } from "@mantine/core";
import { IconUserCheck } from "@tabler/icons-react";
import { api, NetworkProblem, nothing, sentenceOf } from "../account/api.ts";
import { ProblemAlert } from "../account/problem-alert.tsx";
import { peopleChanged } from "../shell/use-asked.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { LoadingState } from "../ui/loading-state.tsx";
import { OfflineState } from "../ui/offline-state.tsx";
import { PersonMark } from "../ui/person-mark.tsx";
import { roleWords } from "../ui/role-words.ts";
import { useFetched } from "../ui/use-fetched.ts";
import { useSubmit } from "../ui/use-submit.ts";
import { useTitle } from "../ui/use-title.ts";
import { When } from "../ui/when.tsx";
import classes from "./people.module.css";
import { type Recovery, recoveriesAnswer } from "./recoveries-answer.ts";

/** New passwords that a counselor can confirm: until then the account reads nothing. */
export function RecoveriesScreen() {
  useTitle("Confirm new passwords");
  const { fetched, again } = useFetched(() => api.get("/api/recoveries", recoveriesAnswer));
  return (
    <div className={classes.page}>
      <Title order={1} size="h2">
        Confirm new passwords
      </Title>
      {fetched.state === "loading" && <LoadingState label="Loading new passwords" rows={2} />}
      {fetched.state === "failed" &&
        (fetched.problem instanceof NetworkProblem ? (
          <OfflineState title="You need to be online for this" onRetry={() => void again()}>
            Accounts are kept on the server only.
          </OfflineState>
        ) : (
          <ErrorState onRetry={() => void again()}>{sentenceOf(fetched.problem)}</ErrorState>
        ))}
      {fetched.state === "here" && <Recoveries recoveries={fetched.value.recoveries} again={again} />}
    </div>
  );
}

function Recoveries({ recoveries, again }: { recoveries: readonly Recovery[]; again: () => Promise<void> }) {
  if (recoveries.length === 0)
    return (
      <EmptyState title="Nothing to confirm" icon={IconUserCheck}>
        When somebody sets a new password and you can confirm it, you see it here.
      </EmptyState>
    );
  return (
    <>
      <Text>
        These people can't read or write anything until you confirm that they set the password themselves.{" "}
        <b>Ask them in person or by phone before you confirm.</b>
      </Text>
      <ul className={classes.rows}>
        {recoveries.map((recovery) => (
          <RecoveryRow key={recovery.person.id} recovery={recovery} again={again} />
        ))}
      </ul>
    </>
  );
}

function RecoveryRow({ recovery, again }: { recovery: Recovery; again: () => Promise<void> }) {
  const { person, since } = recovery;
  const { submit, working, problem } = useSubmit(async () => {
    try {
      await api.post(`/api/recoveries/${encodeURIComponent(person.id)}/confirm`, {}, nothing);
    } finally {
      await again();
      peopleChanged();
    }
  });
  return (
    <li className={classes.row}>
      <PersonMark name={person.name} />
      <div className={classes.who}>
        <Text fw={500}>
          <bdi>{person.name}</bdi>
        </Text>
        <Text size="sm" c="dimmed">
          {roleWords[person.role]}, <When at={Date.parse(since)} />, {wayWords(recovery)}
        </Text>
      </div>
      <Button loading={working} aria-label={`Confirm ${person.name}`} onClick={() => void submit()}>
        Confirm
      </Button>
      {problem !== null && (
        <div style={{ width: "100%" }}>
          <ProblemAlert problem={problem} />
        </div>
      )}
    </li>
  );
}

function wayWords({ way, madeByName }: Recovery): string {
  switch (way) {
    case "mail":
      return "with a link from their mailbox";
    case "admin":
      return `with a link that ${madeByName ?? "an admin"} made`;
    case "console":
      return "from the server's console";
  }
}
