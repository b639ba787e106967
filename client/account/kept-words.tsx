import { Alert, List } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { unreachable } from "../../shared/unreachable.ts";
import type { Me } from "../replica/me.ts";
import type { Ended } from "./standing.ts";
import { unsentOf } from "./unsent.ts";
import { unsentWords } from "./unsent-words.ts";

/** Says why the screens are locked, and that what was written is still here. */
export function KeptWords({ why, me }: { why: Ended; me: Me }) {
  const [words, setWords] = useState<string[]>([]);
  useEffect(() => {
    let gone = false;
    void unsentOf(me.id).then(
      (unsent) => gone || setWords(unsentWords(unsent)),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [me.id]);
  return (
    <Alert color="yellow" title={titleOf(why)} icon={<IconLock size={20} aria-hidden="true" />}>
      {sentenceOf(why, me)}
      {words.length > 0 && (
        <>
          {" "}
          What you wrote is kept on this device:
          <List size="sm" mt={4}>
            {words.map((each) => (
              <List.Item key={each}>{each}</List.Item>
            ))}
          </List>
        </>
      )}
    </Alert>
  );
}

function titleOf(why: Ended): string {
  switch (why) {
    case "signed-out":
      return "You were signed out";
    case "suspended":
      return "Your account is suspended";
    default:
      return unreachable(why);
  }
}

function sentenceOf(why: Ended, me: Me): string {
  switch (why) {
    case "signed-out":
      return `${me.name}, your sign-in has ended. Sign in again to go on where you were.`;
    case "suspended":
      return "Please ask an admin of your campus. Once it is active again, sign in to go on where you were.";
    default:
      return unreachable(why);
  }
}
