import { ActionIcon, Badge, Button, Menu, Text } from "@mantine/core";
import { IconDotsVertical } from "@tabler/icons-react";
import { useState } from "react";
import { api } from "../account/api.ts";
import { ProblemAlert } from "../account/problem-alert.tsx";
import { useMe } from "../shell/desk.tsx";
import { PersonMark } from "../ui/person-mark.tsx";
import { accountStatusWords, roleWords } from "../ui/role-words.ts";
import { useSubmit } from "../ui/use-submit.ts";
import { When } from "../ui/when.tsx";
import classes from "./people.module.css";
import { type PersonWithTimes, personAnswer } from "./people-answers.ts";
import { type PersonChange, PersonDialog } from "./person-dialog.tsx";

type PersonRowProps = {
  person: PersonWithTimes;
  people: readonly PersonWithTimes[];
  /** Their mailbox refuses our mail for good. */
  mailRefused: boolean;
  onChanged: () => Promise<void>;
};

/** One person: the one thing to do next as a button, the rest in a menu. */
export function PersonRow({ person, people, mailRefused, onChanged }: PersonRowProps) {
  const me = useMe();
  const [change, setChange] = useState<PersonChange | null>(null);
  const plain = useSubmit(async (what: "approve" | "reactivate") => {
    await api.post(`/api/people/${encodeURIComponent(person.id)}/${what}`, {}, personAnswer);
    await onChanged();
  });
  const { status } = person;
  const self = person.id === me.id;

  return (
    <li className={classes.row}>
      <PersonMark name={person.name} />
      <div className={classes.who}>
        <Text fw={500}>
          <bdi>{person.name}</bdi>
          {self && " (you)"}
        </Text>
        <Text size="sm" c="dimmed">
          {person.email}
        </Text>
        {mailRefused && (
          <Text size="xs" fw={600}>
            Mail to this address bounces
          </Text>
        )}
      </div>
      <div className={classes.facts}>
        {roleWords[person.role]}{" "}
        {status !== "active" && (
          <Badge variant="light" color={status === "pending" ? "yellow" : "red"} tt="none" ml={4}>
            {accountStatusWords[status]}
          </Badge>
        )}
        {person.withheld !== undefined && (
          <Badge variant="light" color="yellow" tt="none" ml={4}>
            New password not confirmed
          </Badge>
        )}
        <Text size="xs" c="dimmed">
          {person.lastSeenAt === null ? (
            "Never here yet"
          ) : (
            <>
              Last here <When at={Date.parse(person.lastSeenAt)} />
            </>
          )}
        </Text>
      </div>
      <div className={classes.actions}>
        {status === "pending" && (
          <Button size="xs" loading={plain.working} onClick={() => void plain.submit("approve")}>
            Approve
          </Button>
        )}
        {status === "suspended" && (
          <Button
            size="xs"
            variant="default"
            loading={plain.working}
            onClick={() => void plain.submit("reactivate")}
          >
            Reactivate
          </Button>
        )}
        <Menu position="bottom-end" width={220} shadow="md">
          <Menu.Target>
            <ActionIcon aria-label={`More for ${person.name}`}>
              <IconDotsVertical size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setChange("role")} disabled={self}>
              Change role
            </Menu.Item>
            <Menu.Item onClick={() => setChange("reset")}>Link for a new password</Menu.Item>
            {status !== "suspended" && (
              <Menu.Item onClick={() => setChange("suspend")} disabled={self}>
                Suspend
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </div>
      {plain.problem !== null && (
        <div style={{ width: "100%" }}>
          <ProblemAlert problem={plain.problem} />
        </div>
      )}
      <PersonDialog
        change={change}
        person={person}
        people={people}
        onClose={() => setChange(null)}
        onChanged={onChanged}
      />
    </li>
  );
}
