import { Button, PasswordInput, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { ToScreen } from "../ui/to-screen.tsx";
import { useSubmit } from "../ui/use-submit.ts";
import { useAccount } from "./account.tsx";
import { meAnswer } from "./answers.ts";
import { ApiProblem, api, nothing } from "./api.ts";
import { DeleteKept } from "./delete-kept.tsx";
import classes from "./form.module.css";
import { KeptWords } from "./kept-words.tsx";
import { OutsidePage } from "./outside-page.tsx";
import { ProblemAlert } from "./problem-alert.tsx";
import { SharedComputer } from "./shared-computer.tsx";

/** Signing in; also where a sign-in that the server ended is taken up again. */
export function SignInScreen() {
  const { standing, enter, lock, campus } = useAccount();
  const locked = standing.state === "locked" ? standing : null;
  const [email, setEmail] = useState(locked?.me.email ?? "");
  const [password, setPassword] = useState("");
  const [shared, setShared] = useState(false);
  const [replacing, setReplacing] = useState(false);
  const another = locked !== null && email.trim().toLowerCase() !== locked.me.email.toLowerCase();
  const { submit, working, problem } = useSubmit(async () => {
    const attempt = { email: email.trim(), password, rememberMe: !shared };
    try {
      await api.post("/api/auth/sign-in/email", attempt, nothing);
    } catch (error) {
      // Why the sign-in ended is known only now: say it on the card too.
      const suspended = error instanceof ApiProblem && error.code === "account-suspended";
      if (suspended && locked !== null && !another) await lock("suspended");
      throw error;
    }
    const { person } = await api.get("/api/me", meAnswer);
    await enter(person, shared);
  });
  return (
    <OutsidePage
      title={locked === null ? "Sign in" : "Sign in again"}
      lead={locked === null ? `Welcome to ${campus.name}.` : undefined}
      below={
        <>
          {locked === null && <ToScreen to="/sign-up">Create an account</ToScreen>}
          {campus.mail ? (
            <ToScreen to="/forgot-password">Forgot your password?</ToScreen>
          ) : (
            <Text size="sm" c="dimmed" w="100%">
              Forgot your password? Ask an admin of your campus for a link to set a new one.
            </Text>
          )}
        </>
      }
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (another) setReplacing(true);
          else void submit();
        }}
      >
        {locked !== null && <KeptWords why={locked.why} me={locked.me} />}
        <ProblemAlert problem={problem} />
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <SharedComputer checked={shared} onChange={setShared} />
        <Button type="submit" size="md" loading={working} fullWidth>
          Sign in
        </Button>
      </form>
      {locked !== null && <DeleteKept name={locked.me.name} />}
      {locked !== null && (
        <ConfirmDialog
          opened={replacing}
          onClose={() => setReplacing(false)}
          title="Sign in as somebody else?"
          confirm="Sign in and delete"
          danger
          onConfirm={() => submit()}
        >
          This device still keeps what {locked.me.name} wrote and could not send. Signing in as somebody else
          deletes it.
        </ConfirmDialog>
      )}
    </OutsidePage>
  );
}
