import { Button } from "@mantine/core";
import { useState } from "react";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { useAccount } from "./account.tsx";

/** For a device that is not theirs any more, or never was: deletes what is kept without signing in again. */
export function DeleteKept({ name }: { name: string }) {
  const { leave } = useAccount();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="subtle" color="gray" fullWidth mt="xs" onClick={() => setAsking(true)}>
        Delete what is kept here
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title="Delete everything from this device?"
        confirm="Delete everything"
        danger
        onConfirm={leave}
      >
        What {name} wrote here and could not send is lost. What the server has stays there.
      </ConfirmDialog>
    </>
  );
}
