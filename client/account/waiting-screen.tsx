import { Button, Group, Stack, Text } from "@mantine/core";
import { IconHourglassHigh } from "@tabler/icons-react";
import { type ReactNode, useEffect } from "react";
import type { Confirmer, Role } from "../../shared/policy/roles.ts";
import { CrisisCard } from "../ui/crisis-card.tsx";
import { useSubmit } from "../ui/use-submit.ts";
import { useAccount } from "./account.tsx";
import { OutsidePage } from "./outside-page.tsx";

/** An approval is a person's decision: asking more often would not bring it sooner. */
const askEveryMs = 15_000;

/** Between signing up and an admin's approval, or between a new password and its confirmation. Looks again by itself. */
export function WaitingScreen() {
  const { standing, refresh } = useAccount();
  useEffect(() => {
    const ask = () => document.visibilityState === "visible" && void refresh();
    const timer = setInterval(ask, askEveryMs);
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, [refresh]);
  if (standing.state !== "waiting") return null;
  return standing.me.withheld === undefined ? (
    <ForApproval email={standing.me.email} />
  ) : (
    <ForConfirmation role={standing.me.role} by={standing.me.withheld} />
  );
}

function ForApproval({ email }: { email: string }) {
  return (
    <Waiting title="Waiting for approval">
      <Text>Thanks. We need to check your account before you can write to a counselor.</Text>
      <Text style={{ overflowWrap: "anywhere" }}>
        We'll let <b>{email}</b> in here as soon as that's done.
      </Text>
    </Waiting>
  );
}

/** What a recovery withholds, and who gives it back. */
function ForConfirmation({ role, by }: { role: Role; by: Confirmer }) {
  const { campus } = useAccount();
  return (
    <Waiting title="Somebody must confirm that it's you">
      <Text>
        {role === "student"
          ? "Your account has a new password. To keep your conversations private, we open them only once we know that you set it."
          : "Your account has a new password. Until somebody confirms that you set it, you can't read or write anything here."}
      </Text>
      <Text>{confirmWords(role, by, campus.name)}</Text>
    </Waiting>
  );
}

function confirmWords(role: Role, by: Confirmer, campus: string): string {
  if (by === "console")
    return `No counselor can confirm it here. Ask whoever runs Alcove for ${campus}: they can confirm it on the server.`;
  if (by === "own-counselor")
    return "Talk to your counselor, in person or by phone. They confirm it in Alcove.";
  return role === "student"
    ? `Talk to a counselor of ${campus}, in person or by phone. They confirm it in Alcove.`
    : "Ask another counselor, in person or by phone. They see your name in Alcove and confirm it there.";
}

function Waiting({ title, children }: { title: string; children: ReactNode }) {
  const { standing, refresh, leave, campus } = useAccount();
  const look = useSubmit(refresh);
  const isStudent = standing.state === "waiting" && standing.me.role === "student";
  return (
    <OutsidePage title={title}>
      <Stack>
        <Group wrap="nowrap" align="flex-start">
          <IconHourglassHigh size={24} aria-hidden="true" style={{ flex: "none" }} />
          <Stack gap="xs" miw={0}>
            {children}
            <Text size="sm" c="dimmed">
              This page checks by itself.
            </Text>
          </Stack>
        </Group>
        {isStudent && <CrisisCard lines={campus.crisisLines} title="Need someone now?" />}
        <Group justify="space-between">
          <Button variant="default" onClick={() => void look.submit()} loading={look.working}>
            Check again
          </Button>
          <Button variant="subtle" color="gray" onClick={() => void leave()}>
            Sign out
          </Button>
        </Group>
      </Stack>
    </OutsidePage>
  );
}
