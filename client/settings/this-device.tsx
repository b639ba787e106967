import { Button, Text } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { unreachable } from "../../shared/unreachable.ts";
import { useAccount } from "../account/account.tsx";
import { lacks, lackWords } from "../ui/browser-lacks.ts";
import { installOffer } from "../ui/install-offer.ts";
import { type StorageKept, useStorageKept } from "../ui/use-storage-kept.ts";
import classes from "./settings.module.css";

/** What the browser keeps here, and whether Alcove is installed. */
export function ThisDevice() {
  const { shared } = useAccount();
  const { kept, ask } = useStorageKept();
  const { homeScreen: apple, backgroundSync } = lacks();
  const offer = useSyncExternalStore(installOffer.subscribe, installOffer.get);
  return (
    <>
      {shared && (
        <Text size="sm">
          You said that this is a shared computer. Everything is deleted from it when you sign out, after 15
          minutes without you, and when the browser is opened again. That includes what you wrote and could
          not send.
        </Text>
      )}
      <div className={classes.row}>
        <Text size="sm" maw="26rem">
          {apple ? lackWords.homeScreen : keptWords(kept)}
        </Text>
        {kept === "clearable" && !apple && !shared && (
          <Button variant="default" onClick={() => void ask()}>
            Keep it
          </Button>
        )}
      </div>
      {backgroundSync && <Text size="sm">{lackWords.backgroundSync}</Text>}
      {offer !== null && !shared && (
        <div className={classes.row}>
          <Text size="sm" maw="26rem">
            Alcove can be installed like an app: with its own icon, and starting with no network.
          </Text>
          <Button variant="default" onClick={() => void offer.install()}>
            Install
          </Button>
        </div>
      )}
    </>
  );
}

function keptWords(kept: StorageKept): string {
  switch (kept) {
    case "kept":
      return "The browser keeps what is stored here until you sign out.";
    case "clearable":
      return "The browser may clear what is stored here when space runs out, also what has not been sent yet. You can ask it not to.";
    case "refused":
      return "The browser did not agree to keep it. Installing the app, or using it more often, usually changes that.";
    case "unknown":
      return "This browser does not say whether it keeps what is stored here.";
    default:
      return unreachable(kept);
  }
}
