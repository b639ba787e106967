import { createContext, useContext } from "react";
import type { Campus } from "../../shared/api/account.ts";
import type { Me } from "../replica/me.ts";
import type { Ended, Standing } from "./standing.ts";

/** Who is here and what the campus says; for every screen, signed in or not. */
export type Account = {
  standing: Standing;
  /** As last heard, or what is built in until this device has heard it once. */
  campus: Campus;
  /** Is this a shared computer? */
  shared: boolean;
  /** After the server took a sign-in: remembers the person. Of others only their unsent words stay on this device. */
  enter(me: Me, shared: boolean): Promise<void>;
  /** Reads again who this device remembers: another tab changed it. */
  reread(): Promise<void>;
  /** The browser has cleared what this device remembered: it remembers again whom this tab knows, and asks the server. */
  rememberAgain(): Promise<void>;
  /** Run before everything is deleted, so that nothing opens a deleted database anew. Returns what takes it back. */
  beforeLeaving(close: () => Promise<void>): () => void;
  /** A desk that went closes its database: what follows on this device waits for that. */
  closing(done: Promise<unknown>): void;
  /** Asks the server who this is now. */
  refresh(): Promise<void>;
  /** The sync heard that the sign-in ended. */
  lock(why: Ended): Promise<void>;
  /** The sync heard from our server that nobody is signed in any more: asks why, and locks whatever the answer is. */
  endedByServer(): Promise<void>;
  /** A changed name, already accepted by the server. */
  rename(me: Me): Promise<void>;
  /** Deletes everything of the person from this device, and tells the server when it can. Asks nothing. */
  leave(): Promise<void>;
  /** Takes a campus an admin has just changed. */
  hearCampus(campus: Campus): Promise<void>;
};

export const AccountContext = createContext<Account | null>(null);

export function useAccount(): Account {
  const account = useContext(AccountContext);
  if (account === null) throw new Error("useAccount needs an AccountProvider around it");
  return account;
}
