import { Button, Text } from "@mantine/core";
import { CrisisCard } from "../ui/crisis-card.tsx";
import type { Campus } from "./answers.ts";
import { OutsidePage } from "./outside-page.tsx";

/** For a browser that lets the site keep nothing: Alcove cannot work there, and the crisis lines are shown all the same. */
export function NothingKept({ campus }: { campus: Campus }) {
  return (
    <main id="main">
      <OutsidePage
        title="Alcove cannot keep anything here"
        lead="Everything you read and write is kept on your device first, and this browser does not allow it, or the device is full."
        below={<CrisisCard lines={campus.crisisLines} />}
      >
        <Text>
          Allow cookies and site data for this page, leave a private window, or free some space on the device.
          Then try again.
        </Text>
        <Button fullWidth mt="md" onClick={() => window.location.reload()}>
          Try again
        </Button>
      </OutsidePage>
    </main>
  );
}
