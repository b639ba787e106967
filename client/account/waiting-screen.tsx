import { Button, Group, Stack, Text } from "@mantine/core";
import { IconHourglassHigh } from "@tabler/icons-react";
import { useEffect } from "react";
import { CrisisCard } from "../ui/crisis-card.tsx";
import { useSubmit } from "../ui/use-submit.ts";
import { useAccount } from "./account.tsx";
import { OutsidePage } from "./outside-page.tsx";

/** An approval is a person's decision: asking more often would not bring it sooner. */
const askEveryMs = 15_000;

/** Between signing up and an admin's approval. Looks again by itself. */
export function WaitingScreen() {
  const { standing, refresh, leave, campus } = useAccount();
  const look = useSubmit(refresh);
  useEffect(() => {
    const ask = () => document.visibilityState === "visible" && void refresh();
    const timer = setInterval(ask, askEveryMs);
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, [refresh]);
  const email = standing.state === "waiting" ? standing.me.email : "";

  return (
    <OutsidePage title="Waiting for approval">
      <Stack>
        <Group wrap="nowrap" align="flex-start">
          <IconHourglassHigh size={24} aria-hidden="true" style={{ flex: "none" }} />
          <Text miw={0} style={{ overflowWrap: "anywhere" }}>
            Your account <b>{email}</b> is made. An admin of {campus.name} approves it next; there is nothing
            more for you to do. This page looks again by itself and opens the desk when it is done.
          </Text>
        </Group>
        <CrisisCard lines={campus.crisisLines} title="If it cannot wait" />
        <Group justify="space-between">
          <Button variant="default" onClick={() => void look.submit()} loading={look.working}>
            Look now
          </Button>
          <Button variant="subtle" color="gray" onClick={() => void leave()}>
            Sign out
          </Button>
        </Group>
      </Stack>
    </OutsidePage>
  );
}
