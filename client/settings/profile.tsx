import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { z } from "zod";
import { person } from "../../shared/api/account.ts";
import { useAccount } from "../account/account.tsx";
import { api } from "../account/api.ts";
import { ProblemAlert } from "../account/problem-alert.tsx";
import { useMe } from "../shell/desk.tsx";
import { BoundedTextInput } from "../ui/bounded-text.tsx";
import { roleWords } from "../ui/role-words.ts";
import { useSubmit } from "../ui/use-submit.ts";
import classes from "./settings.module.css";

const renamed = z.object({ person });

/** The name others see. */
export function Profile() {
  const me = useMe();
  const { rename } = useAccount();
  const [name, setName] = useState(me.name);
  const { submit, working, problem } = useSubmit(async () => {
    const answer = await api.put("/api/me", { name: name.trim() }, renamed);
    await rename(answer.person);
  });
  return (
    <form
      className={classes.rows}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <ProblemAlert problem={problem} />
      <BoundedTextInput
        label="Name"
        required
        most={100}
        autoComplete="name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div className={classes.row}>
        <Text size="sm" c="dimmed">
          {me.email} · {roleWords[me.role]}
        </Text>
        <Button
          type="submit"
          variant="default"
          loading={working}
          disabled={name.trim() === me.name || name.trim() === ""}
        >
          Save the name
        </Button>
      </div>
    </form>
  );
}
