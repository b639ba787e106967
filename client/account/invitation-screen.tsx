import { Button, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { z } from "zod";
import { meAnswer } from "../../shared/api/account.ts";
import { BoundedTextInput } from "../ui/bounded-text.tsx";
import { LoadingState } from "../ui/loading-state.tsx";
import { ToScreen } from "../ui/to-screen.tsx";
import { useSubmit } from "../ui/use-submit.ts";
import { useAccount } from "./account.tsx";
import { api } from "./api.ts";
import classes from "./form.module.css";
import { LinkMissing } from "./link-missing.tsx";
import { linkToken } from "./link-token.ts";
import { NewPassword } from "./new-password.tsx";
import { OutsidePage } from "./outside-page.tsx";
import { newPasswordProblem } from "./password-words.ts";
import { ProblemAlert } from "./problem-alert.tsx";
import { comingIn } from "./whoami.ts";

const invitation = z.object({ email: z.string(), role: z.enum(["counselor", "admin"]) });
type Invitation = z.output<typeof invitation>;
type Lookup =
  | { state: "loading" }
  | { state: "found"; invitation: Invitation }
  | { state: "failed"; problem: unknown };

/** An invited counselor or admin makes their account. */
export function InvitationScreen() {
  const [token] = useState(linkToken);
  const [lookup, setLookup] = useState<Lookup>({ state: "loading" });
  useEffect(() => {
    if (token === null) return;
    void api.post("/api/invitations/lookup", { token }, invitation).then(
      (found) => setLookup({ state: "found", invitation: found }),
      (problem: unknown) => setLookup({ state: "failed", problem }),
    );
  }, [token]);
  if (token === null) return <LinkMissing what="invitation link" where="in the invitation you were sent" />;
  if (lookup.state === "found") return <Accept token={token} invitation={lookup.invitation} />;
  return (
    <OutsidePage title="Your invitation" below={<ToScreen to="/sign-in">Sign in</ToScreen>}>
      {lookup.state === "loading" ? (
        <LoadingState label="Looking up your invitation" rows={2} />
      ) : (
        <ProblemAlert problem={lookup.problem} />
      )}
    </OutsidePage>
  );
}

function Accept({ token, invitation: { email, role } }: { token: string; invitation: Invitation }) {
  const { enter, campus } = useAccount();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const weak = newPasswordProblem(password, email);
  const { submit, working, problem } = useSubmit(() =>
    comingIn(async () => {
      const acceptance = { token, name: name.trim(), password };
      const { person } = await api.post("/api/invitations/accept", acceptance, meAnswer);
      await enter(person, false);
      await navigate("/", { replace: true });
    }),
  );
  return (
    <OutsidePage
      title={`Join ${campus.name}`}
      lead={`You are invited as ${role === "admin" ? "an admin" : "a counselor"}.`}
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
        <TextInput label="E-mail address" type="email" autoComplete="username" readOnly value={email} />
        <BoundedTextInput
          label="Your name"
          description="As students and colleagues will see it."
          autoComplete="name"
          required
          most={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NewPassword value={password} onChange={setPassword} problem={tried ? weak : null} />
        <Button type="submit" size="md" loading={working} fullWidth>
          Create my account
        </Button>
      </form>
    </OutsidePage>
  );
}
