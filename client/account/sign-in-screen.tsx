import { Button, PasswordInput, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { meAnswer } from "../../shared/api/account.ts";
import { ToScreen } from "../ui/to-screen.tsx";
import { useSubmit } from "../ui/use-submit.ts";
import { useAccount } from "./account.tsx";
import { ApiProblem, api, nothing } from "./api.ts";
import { DeleteKept } from "./delete-kept.tsx";
import classes from "./form.module.css";
import { KeptWords } from "./kept-words.tsx";
import { LeftHere, useLeftHere } from "./left-here.tsx";
import { OutsidePage } from "./outside-page.tsx";
import { ProblemAlert } from "./problem-alert.tsx";
import { SharedComputer } from "./shared-computer.tsx";
import { TakeOut } from "./take-out.tsx";
import { comingIn } from "./whoami.ts";

/** Signing in; also where a sign-in that the server ended is taken up again. */
export function SignInScreen() {
  const { standing, enter, lock, campus } = useAccount();
  const locked = standing.state === "locked" ? standing : null;
  const [email, setEmail] = useState(locked?.me.email ?? "");
  const [password, setPassword] = useState("");
  const [shared, setShared] = useState(false);
  /** Whose password was right though their account is suspended: they may take their words with them. */
  const [proved, setProved] = useState<string | null>(null);
  const [takingOut, setTakingOut] = useState(false);
  const { left } = useLeftHere();
  const another = locked !== null && !sameAddress(email, locked.me.email);
  const { submit, working, problem } = useSubmit(() =>
    comingIn(async () => {
      const attempt = { email: email.trim(), password, rememberMe: !shared };
      try {
        await api.post("/api/auth/sign-in/email", attempt, nothing);
      } catch (error) {
        // Why the sign-in ended is known only now: say it on the card too.
        const suspended = error instanceof ApiProblem && error.code === "account-suspended";
        if (suspended && locked !== null && !another) await lock("suspended");
        if (suspended) {
          const kept = left.find(({ who }) => sameAddress(who.me.email, email));
          setProved(locked !== null && !another ? locked.me.id : (kept?.who.me.id ?? null));
        }
        throw error;
      }
      const { person } = await api.get("/api/me", meAnswer);
      await enter(person, shared);
    }),
  );
  return (
    <OutsidePage
      title={locked === null ? "Sign in" : "Sign in again"}
      lead={locked === null ? `Welcome to ${campus.name}.` : undefined}
      below={
        <>
          <ToScreen to="/sign-up">Create an account</ToScreen>
          {campus.mail ? (
            <ToScreen to="/forgot-password">Forgot your password?</ToScreen>
          ) : (
            <Text size="sm" c="dimmed" w="100%">
              Forgot your password? Ask an admin of your campus for a link to set a new one.
            </Text>
          )}
          <LeftHere />
        </>
      }
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {locked !== null && <KeptWords why={locked.why} me={locked.me} />}
        <ProblemAlert problem={problem} />
        {proved !== null && (
          <Button variant="default" onClick={() => setTakingOut(true)}>
            See and save what I could not send
          </Button>
        )}
        {another && email.trim() !== "" && (
          <Text size="sm" c="dimmed" role="status">
            What {locked.me.name} wrote and could not send stays on this device until {locked.me.name} signs
            in again.
          </Text>
        )}
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
      {proved !== null && takingOut && <TakeOut personId={proved} onClose={() => setTakingOut(false)} />}
    </OutsidePage>
  );
}

function sameAddress(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
