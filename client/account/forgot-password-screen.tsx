import { Button, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { ToScreen } from "../ui/to-screen.tsx";
import { useSubmit } from "../ui/use-submit.ts";
import { api, nothing } from "./api.ts";
import classes from "./form.module.css";
import { OutsidePage } from "./outside-page.tsx";
import { ProblemAlert } from "./problem-alert.tsx";

/** Mails the owner of an account a link. The answer is the same whether or not there is one. */
export function ForgotPasswordScreen() {
  const [email, setEmail] = useState("");
  const [done, setDone] = useState(false);
  const { submit, working, problem } = useSubmit(async () => {
    await api.post("/api/forgot-password", { email: email.trim() }, nothing);
    setDone(true);
  });
  if (done) {
    return (
      <OutsidePage title="Check your mailbox" below={<ToScreen to="/sign-in">Sign in</ToScreen>}>
        <Text role="status">
          If there is an account with the address {email.trim()}, a link to set a new password is on its way.
          It works once, within 24 hours. If nothing comes within some minutes, check your spam folder.
        </Text>
      </OutsidePage>
    );
  }
  return (
    <OutsidePage
      title="Forgot your password?"
      lead="We'll mail you a link to set a new one."
      below={<ToScreen to="/sign-in">Sign in</ToScreen>}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <ProblemAlert problem={problem} />
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={working} fullWidth>
          Send me a link
        </Button>
      </form>
    </OutsidePage>
  );
}
