import { Alert, Button, Group, NativeSelect, Text, TextInput, Title } from "@mantine/core";
import { IconSearch, IconUserPlus, IconUsers } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { bouncesAnswer } from "../../shared/notifications/answers.ts";
import { accountStatuses } from "../../shared/policy/roles.ts";
import { api, NetworkProblem, sentenceOf } from "../account/api.ts";
import { peopleChanged } from "../shell/use-asked.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { LoadingState } from "../ui/loading-state.tsx";
import { OfflineState } from "../ui/offline-state.tsx";
import { accountStatusWords } from "../ui/role-words.ts";
import { type Fetched, useFetched } from "../ui/use-fetched.ts";
import { Invitations } from "./invitations.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import classes from "./people.module.css";
import { type PersonWithTimes, peopleAnswer } from "./people-answers.ts";
import { filterPeople, type StatusFilter } from "./people-filter.ts";
import { PersonRow } from "./person-row.tsx";

/** Who may use the desk, and as what. The one part of the desk that lives only on the server. */
export function PeopleScreen() {
  const { fetched, again } = useFetched(() => api.get("/api/people", peopleAnswer));
  const refusing = useFetched(() => api.get("/api/notifications/bounces", bouncesAnswer)).fetched;
  const bounced = new Set(
    refusing.state === "here" ? refusing.value.bounces.map(({ person }) => person) : [],
  );
  const [inviting, setInviting] = useState(false);
  const [invited, setInvited] = useState(0);
  useEffect(() => {
    document.title = "People · Alcove";
  }, []);
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <Title order={1} size="h2">
          People
        </Title>
        <Group gap="sm">
          <Button component={Link} to="/audit" variant="default">
            Audit log
          </Button>
          <Button
            leftSection={<IconUserPlus size={18} aria-hidden="true" />}
            onClick={() => setInviting(true)}
          >
            Invite
          </Button>
        </Group>
      </div>
      <People fetched={fetched} again={again} bounced={bounced} />
      {fetched.state === "here" && <Invitations key={invited} />}
      <InviteDialog
        opened={inviting}
        onClose={() => {
          setInviting(false);
          setInvited((count) => count + 1);
        }}
      />
    </div>
  );
}

type PeopleProps = {
  fetched: Fetched<{ people: PersonWithTimes[] }>;
  again: () => Promise<void>;
  /** Whose mailboxes refuse our mail. */
  bounced: ReadonlySet<string>;
};

function People({ fetched, again, bounced }: PeopleProps) {
  const [query, setQuery] = useState("");
  const [status, setStatus] = useState<StatusFilter>("all");
  if (fetched.state === "loading")
    return <LoadingState label="Fetching the people of your campus" rows={6} />;
  if (fetched.state === "failed") {
    return fetched.problem instanceof NetworkProblem ? (
      <OfflineState title="People need the network" onRetry={() => void again()}>
        Accounts live on the server only. Everything else keeps working.
      </OfflineState>
    ) : (
      <ErrorState onRetry={() => void again()}>{sentenceOf(fetched.problem)}</ErrorState>
    );
  }
  const { people } = fetched.value;
  const shown = filterPeople(people, query, status);
  const pending = people.filter((person) => person.status === "pending").length;
  return (
    <>
      {pending > 0 && status === "all" && query === "" && (
        <Alert color="yellow">
          {pending === 1 ? "1 person waits" : `${pending} people wait`} for your approval.
        </Alert>
      )}
      <div className={classes.tools}>
        <TextInput
          className={classes.search}
          type="search"
          aria-label="Search people"
          placeholder="Search by name or address"
          data-search="true"
          leftSection={<IconSearch size={18} aria-hidden="true" />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <NativeSelect
          aria-label="Status"
          value={status}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setStatus(accountStatuses.find((each) => each === value) ?? "all");
          }}
          data={[
            { value: "all", label: "Everybody" },
            ...accountStatuses.map((value) => ({ value, label: accountStatusWords[value] })),
          ]}
        />
      </div>
      <Text size="sm" c="dimmed" role="status">
        {shown.length === people.length
          ? `${people.length} people`
          : `${shown.length} of ${people.length} people`}
      </Text>
      {shown.length === 0 ? (
        <EmptyState title="Nobody found" icon={IconUsers}>
          Nobody on this campus matches. Try fewer letters, or another status.
        </EmptyState>
      ) : (
        <ul className={classes.rows}>
          {shown.map((person) => (
            <PersonRow
              key={person.id}
              person={person}
              people={people}
              mailRefused={bounced.has(person.id)}
              onChanged={async () => {
                await again();
                peopleChanged();
              }}
            />
          ))}
        </ul>
      )}
    </>
  );
}
