import { Alert, Button, Group, Text } from "@mantine/core";
import { IconDeviceFloppy } from "@tabler/icons-react";
import { useState } from "react";
import { saveDraft } from "../replica/actions.ts";
import { draft } from "../replica/reads.ts";
import { useLive } from "../replica/use-live.ts";
import { useDesk } from "../shell/desk.tsx";
import { useStorageKept } from "../ui/use-storage-kept.ts";

/** Kept with the drafts: it is the person's, and goes with them at sign-out. */
const declinedKey = "keep-notice";

/** After the first ticket: asks the browser to keep what is stored, and says why. */
export function KeepNotice() {
  const desk = useDesk();
  const { kept, ask } = useStorageKept();
  const [asked, setAsked] = useState(false);
  const declined = useLive(() => draft(desk.replica, declinedKey), [desk.replica], null);
  if (kept !== "clearable" || asked || declined !== "") return null;
  const done = () => {
    setAsked(true);
    return saveDraft(desk, declinedKey, "declined");
  };
  return (
    <Alert icon={<IconDeviceFloppy size={20} aria-hidden="true" />} title="Keep your tickets on this device?">
      <Text size="sm">
        Browsers may clear what is stored when space runs out, also what has not been sent yet. You can ask
        yours not to.
      </Text>
      <Group mt="xs">
        <Button size="xs" onClick={() => void ask().then(done)}>
          Keep them
        </Button>
        <Button size="xs" variant="default" onClick={() => void done()}>
          Not now
        </Button>
      </Group>
    </Alert>
  );
}
