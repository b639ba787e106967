import { Button, PasswordInput, Text } from "@mantine/core";
import { useState } from "react";
import { api, nothing } from "../account/api.ts";
import { NewPassword } from "../account/new-password.tsx";
import { newPasswordProblem } from "../account/password-words.ts";
import { ProblemAlert } from "../account/problem-alert.tsx";
import { useMe } from "../shell/desk.tsx";
import { useSubmit } from "../ui/use-submit.ts";
import classes from "./settings.module.css";

/** Needs the current password, and the network. */
export function PasswordChange() {
  const me = useMe();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [tried, setTried] = useState(false);
  const [done, setDone] = useState(false);
  const weak = newPasswordProblem(next, me.email);
  const { submit, working, problem } = useSubmit(async () => {
    setDone(false);
    await api.post("/api/me/password", { currentPassword: current, newPassword: next }, nothing);
    setCurrent("");
    setNext("");
    setTried(false);
    setDone(true);
  });
  return (
    <form
      className={classes.rows}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (weak === null) void submit();
      }}
    >
      <ProblemAlert problem={problem} />
      <input type="text" name="username" autoComplete="username" value={me.email} readOnly hidden />
      <PasswordInput
        label="Current password"
        autoComplete="current-password"
        required
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
      />
      <NewPassword label="New password" value={next} onChange={setNext} problem={tried ? weak : null} />
      <div className={classes.row}>
        <Text size="sm" role="status">
          {done ? "Your password is changed. Other devices were signed out." : ""}
        </Text>
        <Button type="submit" variant="default" loading={working}>
          Change the password
        </Button>
      </div>
    </form>
  );
}
