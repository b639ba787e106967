import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useNavigate } from "react-router";
import { meAnswer } from "../../shared/api/account.ts";
import { BoundedTextInput } from "../ui/bounded-text.tsx";
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

/** Makes the first admin, with the link that the server printed at its first start. */
export function FirstAdminScreen() {
  const { enter } = useAccount();
  const [token] = useState(linkToken);
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const weak = newPasswordProblem(password, email);
  const { submit, working, problem } = useSubmit(() =>
    comingIn(async () => {
      const first = { token, name: name.trim(), email: email.trim(), password };
      const { person } = await api.post("/api/setup", first, meAnswer);
      await enter(person, false);
      await navigate("/", { replace: true });
    }),
  );
  if (token === null) return <LinkMissing what="set-up link" where="where the server was started" />;

  return (
    <OutsidePage
      title="Set up your campus"
      lead="Make the first admin account. With it you invite counselors and enter your crisis lines."
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
        <NewPassword value={password} onChange={setPassword} problem={tried ? weak : null} />
        <Button type="submit" size="md" loading={working} fullWidth>
          Create the admin account
        </Button>
      </form>
    </OutsidePage>
  );
}
