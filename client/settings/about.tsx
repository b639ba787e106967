import { Button, Text } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { useDesk } from "../shell/desk.tsx";
import { updateOffer } from "../shell/updates.ts";
import classes from "./settings.module.css";

/** Which Alcove this is. */
export function About() {
  const { campus } = useDesk();
  const offer = useSyncExternalStore(updateOffer.subscribe, updateOffer.get);
  return (
    <>
      <div className={classes.row}>
        <Text size="sm">
          Alcove {__ALCOVE_VERSION__}, for {campus.name}
        </Text>
        {offer !== null && (
          <Button variant="default" onClick={offer.start}>
            Update now
          </Button>
        )}
      </div>
      <Text size="sm" c="dimmed">
        Free software under the GNU Affero General Public License, version 3 or later.
      </Text>
    </>
  );
}
