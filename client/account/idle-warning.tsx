import { Button, Group, List, Modal, Stack, Text, VisuallyHidden } from "@mantine/core";
import { useEffect, useState } from "react";
import { idleMs, warnedMs } from "./idle.ts";
import { TakeOut } from "./take-out.tsx";
import { unsentOf } from "./unsent.ts";
import { unsentWords } from "./unsent-words.ts";

/** Seconds left at which a screen reader is told again: each second would drown everything else. */
const spokenAt = [60, 30, 10];

const quietMinutes = (idleMs - warnedMs) / 60_000;

type IdleWarningProps = {
  personId: string;
  /** When everything is deleted, ms; null while somebody is here. */
  leavesAt: number | null;
  onStay: () => void;
};

/** Says in the last minute that a shared computer is about to be cleared, and exactly what would be lost. */
export function IdleWarning({ personId, leavesAt, onStay }: IdleWarningProps) {
  const [taking, setTaking] = useState(false);
  return (
    <>
      <Modal
        opened={leavesAt !== null && !taking}
        onClose={onStay}
        title="Are you still there?"
        role="alertdialog"
        withCloseButton={false}
      >
        {leavesAt !== null && (
          <LastMinute
            personId={personId}
            leavesAt={leavesAt}
            onStay={onStay}
            onTakeOut={() => {
              onStay();
              setTaking(true);
            }}
          />
        )}
      </Modal>
      {taking && <TakeOut personId={personId} onClose={() => setTaking(false)} />}
    </>
  );
}

type LastMinuteProps = { personId: string; leavesAt: number; onStay: () => void; onTakeOut: () => void };

function LastMinute({ personId, leavesAt, onStay, onTakeOut }: LastMinuteProps) {
  const seconds = useSecondsTo(leavesAt);
  const lost = useLost(personId);
  const spoken = spokenAt.findLast((each) => seconds <= each) ?? seconds;
  return (
    <Stack>
      <Text size="sm">
        Nobody has used this shared computer for {quietMinutes} minutes.{" "}
        <span aria-hidden="true">
          In {seconds} {seconds === 1 ? "second" : "seconds"} you are signed out, and everything of yours is
          deleted from it.
        </span>
        <VisuallyHidden role="alert">
          In {spoken} seconds you are signed out, and everything of yours is deleted from this computer.
        </VisuallyHidden>
      </Text>
      {lost !== null && lost.length === 0 && (
        <Text size="sm">Nothing is lost: the server has everything that you wrote.</Text>
      )}
      {lost !== null && lost.length > 0 && (
        <div>
          <Text size="sm">The server does not have this yet, and it would be lost:</Text>
          <List size="sm" mt={4}>
            {lost.map((words) => (
              <List.Item key={words}>{words}</List.Item>
            ))}
          </List>
        </div>
      )}
      <Group justify="flex-end">
        {lost !== null && lost.length > 0 && (
          <Button variant="default" onClick={onTakeOut}>
            Copy or save my words
          </Button>
        )}
        <Button data-autofocus onClick={onStay}>
          Stay signed in
        </Button>
      </Group>
    </Stack>
  );
}

function useSecondsTo(at: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil((at - now) / 1_000));
}

/** What only this device has, in words; null until it has been counted. */
function useLost(personId: string): string[] | null {
  const [lost, setLost] = useState<string[] | null>(null);
  useEffect(() => {
    let gone = false;
    unsentOf(personId).then(
      (unsent) => gone || setLost(unsentWords(unsent)),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [personId]);
  return lost;
}
