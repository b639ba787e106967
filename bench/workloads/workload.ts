import type { PeerName } from "../servers/peers.ts";
import type { ChatMaker } from "./chats.ts";

/** What one round of one workload measured of one peer, by the metric's name. */
export type Figures = Record<string, number>;

/** What Alcove's median is to reach: at most a value, or at least so many times another's. */
export type Goal = { kind: "most"; value: number } | { kind: "times"; value: number; of: PeerName };

/** How a metric is shown. */
export type Metric = {
  name: string;
  unit: string;
  decimals: number;
  goal?: Goal;
};

export type Round = {
  peer: PeerName;
  /** Counts from 1; makes what may not be the same twice. */
  round: number;
  quick: boolean;
};

/** One of the workloads. `prepare` makes once per run what its rounds share. */
export type Workload = {
  id: string;
  title: string;
  peers: readonly PeerName[];
  metrics: readonly Metric[];
  prepare(options: Preparing): Promise<Prepared>;
};

export type Preparing = {
  quick: boolean;
  /** A folder for what the rounds share; it is removed after the run. */
  scratch: string;
  /** The peers that take part, of those this workload is for. */
  peers: readonly PeerName[];
  chats: ChatMaker;
};

export type Prepared = { round(round: Round): Promise<Figures> };
