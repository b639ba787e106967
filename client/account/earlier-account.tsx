import { Button, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { Me } from "../replica/me.ts";
import { useLeftHere } from "./left-here.tsx";
import { TakeOut } from "./take-out.tsx";

/**
 * An account with this address was here before, under another id, and its words were never sent: an account made anew
 * after a restored backup. It cannot sign in any more, so its person takes the words out here.
 */
export function EarlierAccount({
  me,
  banner,
}: {
  me: Pick<Me, "id" | "email">;
  banner: (content: ReactNode) => ReactNode;
}) {
  const { left, forget } = useLeftHere();
  const [open, setOpen] = useState(false);
  const earlier = left.find(
    ({ who }) => who.me.id !== me.id && who.me.email.toLowerCase() === me.email.toLowerCase(),
  );
  if (earlier === undefined) return null;
  return (
    <>
      {banner(
        <>
          <Text size="sm">
            Your earlier account with this address left unsent words on this device:{" "}
            {earlier.words.join(", ")}.
          </Text>
          <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
            See and save them
          </Button>
        </>,
      )}
      {open && (
        <TakeOut
          personId={earlier.who.me.id}
          onClose={() => setOpen(false)}
          onDelete={() => forget(earlier.who.me.id)}
        />
      )}
    </>
  );
}
