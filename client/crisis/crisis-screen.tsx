import { Text, Title } from "@mantine/core";
import { useEffect } from "react";
import { useAccount } from "../account/account.tsx";
import { CrisisCard } from "../ui/crisis-card.tsx";
import { ToScreen } from "../ui/to-screen.tsx";
import classes from "./crisis-screen.module.css";

/** Lines to call. Needs no network and no sign-in: it shows what this device last heard from its campus. */
export function CrisisScreen() {
  const { campus, standing } = useAccount();
  useEffect(() => {
    document.title = "Crisis lines · Alcove";
  }, []);
  return (
    <div className={classes.page}>
      <Title order={1} size="h2">
        In crisis?
      </Title>
      <Text size="lg">
        You do not have to be sure that it is serious enough. If you may harm yourself, or you are not safe,
        call now.
      </Text>
      <CrisisCard lines={campus.crisisLines} />
      <Text c="dimmed">
        These lines work with no internet, as long as your phone has a signal. Messages in Alcove are not read
        around the clock{campus.responseHours === "" ? "." : `: ${campus.responseHours}`}
      </Text>
      <Text>
        <ToScreen to="/">{standing.state === "in" ? "Back to the desk" : "Back to signing in"}</ToScreen>
      </Text>
    </div>
  );
}
