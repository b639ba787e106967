import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { ToScreen } from "../ui/to-screen.tsx";
import { useSubmit } from "../ui/use-submit.ts";
import { api, nothing } from "./api.ts";
import classes from "./form.module.css";
import { LinkMissing } from "./link-missing.tsx";
import { linkToken } from "./link-token.ts";
import { NewPassword } from "./new-password.tsx";
import { OutsidePage } from "./outside-page.tsx";
import { newPasswordProblem } from "./password-words.ts";
import { ProblemAlert } from "./problem-alert.tsx";

/** Sets a new password with a one-time link: from a mail, an admin or the server's console. */
export function ResetPasswordScreen() {
  const [token] = useState(linkToken);
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const [done, setDone] = useState(false);
  const weak = newPasswordProblem(password, "");
  const { submit, working, problem } = useSubmit(async () => {
    await api.post("/api/reset-password", { token, password }, nothing);
    setDone(true);
  });
  if (token === null)
    return <LinkMissing what="link" where="in your mail, or ask your admin for a new one" />;
  if (done) {
    return (
      <OutsidePage title="Your password is set">
        <Text>
          Every device was signed out. <ToScreen to="/sign-in">Sign in with the new password</ToScreen>.
        </Text>
      </OutsidePage>
    );
  }
  return (
    <OutsidePage title="Set a new password" lead="Every device that is signed in now will be signed out.">
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (weak === null) void submit();
        }}
      >
        <ProblemAlert problem={problem} />
        <NewPassword
          label="New password"
          value={password}
          onChange={setPassword}
          problem={tried ? weak : null}
        />
        <Button type="submit" size="md" loading={working} fullWidth>
          Set the password
        </Button>
      </form>
    </OutsidePage>
  );
}
