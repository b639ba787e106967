import { Button, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { meAnswer, type Person } from "../../shared/api/account.ts";
import { BoundedTextInput } from "../ui/bounded-text.tsx";
import { ToScreen } from "../ui/to-screen.tsx";
import { useSubmit } from "../ui/use-submit.ts";
import { useAccount } from "./account.tsx";
import { ApiProblem, api, nothing } from "./api.ts";
import classes from "./form.module.css";
import { NewPassword } from "./new-password.tsx";
import { OutsidePage } from "./outside-page.tsx";
import { needsApproval, newPasswordProblem } from "./password-words.ts";
import { ProblemAlert } from "./problem-alert.tsx";
import { SharedComputer } from "./shared-computer.tsx";
import { comingIn } from "./whoami.ts";

/**
 * Signing up answers alike whether or not the address has an account, so the password just typed decides: it opens a new
 * account, and of an older one only its owner's.
 */
async function signInAnew({ email, password, rememberMe }: NewAccount): Promise<Person> {
  try {
    await api.post("/api/auth/sign-in/email", { email, password, rememberMe }, nothing);
  } catch (error) {
    if (!(error instanceof ApiProblem && error.code === "wrong-credentials")) throw error;
    throw new ApiProblem({
      code: error.code,
      status: error.status,
      message:
        "You could not be signed in. If you had an account before, sign in with its password, or set a new one there.",
    });
  }
  return (await api.get("/api/me", meAnswer)).person;
}

type NewAccount = { email: string; password: string; rememberMe: boolean };

/** A student makes their own account; counselors and admins are invited. */
export function SignUpScreen() {
  const { campus, enter } = useAccount();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const [shared, setShared] = useState(false);
  const [mailed, setMailed] = useState(false);
  // With mail the password is chosen behind the mailed link, which proves whose address it is.
  const weak = campus.mail ? null : newPasswordProblem(password, email);
  const { submit, working, problem } = useSubmit(async () => {
    const who = { name: name.trim(), email: email.trim() };
    if (campus.mail) {
      await api.post("/api/auth/sign-up/email", who, nothing);
      setMailed(true);
      return;
    }
    await comingIn(async () => {
      const account = { ...who, password, rememberMe: !shared };
      await api.post("/api/auth/sign-up/email", account, nothing);
      await enter(await signInAnew(account), shared);
    });
  });
  if (mailed) {
    return (
      <OutsidePage title="Check your mailbox" below={<ToScreen to="/sign-in">Sign in</ToScreen>}>
        <Text role="status">
          We sent a mail to <bdi>{email.trim()}</bdi>. Open its link to choose a password and finish. It works
          once, within 24 hours. If nothing comes within some minutes, check your spam folder.
        </Text>
      </OutsidePage>
    );
  }

  return (
    <OutsidePage
      title="Create an account"
      lead="For students. Counselors and admins get an invitation from their campus."
      below={<ToScreen to="/sign-in">I have an account</ToScreen>}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (weak === null) void submit();
        }}
      >
        <ProblemAlert problem={problem} />
        <BoundedTextInput
          label="Your name"
          description="As your counselor should address you."
          autoComplete="name"
          required
          most={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        {!campus.mail && (
          <>
            <NewPassword value={password} onChange={setPassword} problem={tried ? weak : null} />
            <SharedComputer checked={shared} onChange={setShared} />
          </>
        )}
        <Text className={classes.aside} role="status">
          {approvalWords(needsApproval(email, campus.signUp.domains), campus.signUp.domains)}
        </Text>
        <Button type="submit" size="md" loading={working} fullWidth>
          Create account
        </Button>
      </form>
    </OutsidePage>
  );
}

function approvalWords(needed: boolean | null, domains: readonly string[]): string {
  if (needed === false) return "With this address you can ask for help at once.";
  if (needed === true) return "An admin of your campus approves this address first. That may take a while.";
  if (domains.length === 0) return "An admin of your campus approves each new account first.";
  return `Addresses at ${domains.join(", ")} can start at once; others are approved by an admin first.`;
}
