import { parseArgs } from "node:util";
import { type PeerName, peerNames } from "./servers/peers.ts";

export type Options = {
  quick: boolean;
  /** Ids of workloads; null: all of them. */
  only: readonly string[] | null;
  peers: readonly PeerName[];
  rounds: number;
  /** Where the figures go as JSON. */
  json: string;
};

export const usage = `npm run bench -- [--quick] [--only W1,W2] [--peer alcove,y-websocket] [--rounds N] [--json file]`;

/** Rounds of which the medians are taken; a quick run has time for one. */
const rounds = { full: 3, quick: 1 };

/** @throws Error with the reason for arguments it does not know */
export function readOptions(args: readonly string[], defaultJson: string): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      peer: { type: "string" },
      rounds: { type: "string" },
      json: { type: "string", default: defaultJson },
    },
  });
  const { quick } = values;
  const asked = values.rounds === undefined ? (quick ? rounds.quick : rounds.full) : Number(values.rounds);
  if (!Number.isInteger(asked) || asked < 1) throw new Error("--rounds is a whole number from 1 on");
  return {
    quick,
    only: values.only === undefined ? null : listed(values.only.toUpperCase()),
    peers: values.peer === undefined ? peerNames : listed(values.peer).map(peerNamed),
    rounds: asked,
    json: values.json,
  };
}

function listed(text: string): string[] {
  return text.split(",").map((each) => each.trim());
}

function peerNamed(name: string): PeerName {
  const found = peerNames.find((each) => each === name);
  if (found === undefined) throw new Error(`--peer knows ${peerNames.join(", ")}`);
  return found;
}
