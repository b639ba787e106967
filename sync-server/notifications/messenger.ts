import type { TicketState } from "../../shared/ticket/state.ts";
import type { Db } from "../accounts/database.ts";
import type { Person } from "../accounts/person.ts";
import type { Store } from "../store/store.ts";
import type { Channel } from "./channel.ts";
import type { Deliveries } from "./deliveries.ts";
import type { Notices } from "./notices.ts";
import type { Pages } from "./pages.ts";
import type { PushSubscriptions, Subscription } from "./push-subscriptions.ts";

/** Null: not set up on this campus. Push always is: its keys are the server's own. */
export type Channels = {
  push: Channel<Subscription>;
  mail: Channel<string> | null;
  sms: Channel<string> | null;
};

/** What the handlers of notifications work with. Made once, in `createNotifications`. */
export type Messenger = {
  db: Db;
  store: Pick<Store, "unseen" | "seenOf" | "addJobs" | "ticketsOf">;
  personOf(id: string): Person | null;
  ticketOf(id: string): Promise<TicketState | null>;
  channels: Channels;
  notices: Notices;
  deliveries: Deliveries;
  subscriptions: PushSubscriptions;
  pages: Pages;
  now(): number;
};
