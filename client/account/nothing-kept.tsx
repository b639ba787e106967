import { Button, Text } from "@mantine/core";
import type { Campus } from "../../shared/api/account.ts";
import { CrisisCard } from "../ui/crisis-card.tsx";
import { OutsidePage } from "./outside-page.tsx";

/**
 * For a browser that lets the site keep nothing: Alcove cannot work there, and the crisis lines are shown all the same.
 * Over http, other than on the machine itself, no browser lets it: then no setting of the browser would help.
 */
export function NothingKept({ campus }: { campus: Campus }) {
  if (!window.isSecureContext) return <NotSecure campus={campus} />;
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

function NotSecure({ campus }: { campus: Campus }) {
  return (
    <main id="main">
      <OutsidePage
        title="Alcove needs a secure address"
        lead={`You opened this page at ${window.location.origin}. Browsers keep nothing on your device for an address that begins with http://, so Alcove cannot work here.`}
        below={<CrisisCard lines={campus.crisisLines} />}
      >
        <Text>
          Open the address that begins with https://. If there is none, ask whoever runs Alcove on your campus
          to set up https. Alcove's README, under "Hosting", says how.
        </Text>
        <Button component="a" href={secureAddress()} fullWidth mt="md">
          Try the https address
        </Button>
      </OutsidePage>
    </main>
  );
}

/** The same page behind TLS, where a proxy serves it: on the usual port. */
function secureAddress(): string {
  const { hostname, pathname } = window.location;
  return `https://${hostname}${pathname}`;
}
