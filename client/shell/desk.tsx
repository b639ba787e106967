import { createContext, useContext, useSyncExternalStore } from "react";
import type { Campus } from "../../shared/api/account.ts";
import type { KeptMarker } from "../account/kept-marker.ts";
import type { Me } from "../replica/me.ts";
import type { DeskSession } from "../replica/session.ts";
import type { ConnectionStatus } from "../sync/connection.ts";
import type { Subscribable } from "../sync/subscribable.ts";

/** What every screen behind the sign-in works with. */
export type Desk = DeskSession & {
  /** As last heard; kept on the device. */
  campus: Campus;
  connection: Subscribable<ConnectionStatus>;
  /** Something could not be kept in this tab, and there has been no room since. */
  full: Subscribable<boolean>;
  kept: KeptMarker;
  /** The device's database does not answer, and only loading the page anew may help. */
  storageStuck: Subscribable<boolean>;
  /** Asks first when something is unsent, then deletes everything of the person from this device. */
  signOut(): Promise<void>;
};

/** Provided by `DeskProvider` once somebody active is known on this device. */
export const DeskContext = createContext<Desk | null>(null);

/** @throws outside the signed-in part of the app */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("useDesk is for screens behind the sign-in");
  return desk;
}

export function useMe(): Me {
  return useDesk().me;
}

/** The connection as it is now; renders again whenever it changes. */
export function useConnection(): ConnectionStatus {
  const { connection } = useDesk();
  return useSyncExternalStore(connection.subscribe, connection.get);
}

/** Is there no room on this device for what the person writes, or for what the server sends? */
export function useDeviceFull(): boolean {
  const { full } = useDesk();
  const { state } = useConnection();
  return useSyncExternalStore(full.subscribe, full.get) || state === "full";
}
