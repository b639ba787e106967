import { Button, Paper, Stack, Text } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import { deleteReplica } from "../replica/database.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { deviceMemory } from "./device-memory.ts";
import type { Known } from "./standing.ts";
import { unsentOf } from "./unsent.ts";
import { unsentWords } from "./unsent-words.ts";

type Left = { who: Known; words: string[] };

/** Whose unsent words wait on this device while somebody else, or nobody, is signed in. */
export function useLeftHere(): { left: readonly Left[]; forget: (personId: string) => Promise<void> } {
  const [left, setLeft] = useState<readonly Left[]>([]);
  const read = useCallback(async () => {
    const found: Left[] = [];
    for (const who of await deviceMemory.left()) {
      const words = unsentWords(await unsentOf(who.me.id));
      if (words.length > 0) found.push({ who, words });
    }
    setLeft(found);
  }, []);
  useEffect(() => void read().catch(() => undefined), [read]);
  const forget = useCallback(
    async (personId: string) => {
      await deleteReplica(personId);
      await deviceMemory.forgetLeft(({ me }) => me.id === personId);
      await read();
    },
    [read],
  );
  return { left, forget };
}

/** On the sign-in screen: what this device keeps for others, and how they get it back. */
export function LeftHere() {
  const { left, forget } = useLeftHere();
  const [deleting, setDeleting] = useState<Known | null>(null);
  if (left.length === 0) return null;
  return (
    <Stack w="100%" gap="xs" ta="left">
      {left.map(({ who, words }) => (
        <Paper key={who.me.id} withBorder p="sm">
          <Text size="sm">
            This device keeps what <bdi>{who.me.name}</bdi> wrote and could not send: {words.join(", ")}. Sign
            in as {who.me.email} to send it.
          </Text>
          <Button variant="default" size="xs" mt="xs" onClick={() => setDeleting(who)}>
            Delete it
          </Button>
        </Paper>
      ))}
      <ConfirmDialog
        opened={deleting !== null}
        onClose={() => setDeleting(null)}
        title={`Delete what ${deleting?.me.name ?? ""} wrote?`}
        confirm="Delete"
        danger
        onConfirm={() => deleting !== null && forget(deleting.me.id)}
      >
        It was never sent, so nobody else has it. It cannot be brought back.
      </ConfirmDialog>
    </Stack>
  );
}
