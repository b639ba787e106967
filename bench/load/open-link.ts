import { unreachable } from "../../shared/unreachable.ts";
import type { PeerName } from "../servers/peers.ts";
import { openAlcoveLink } from "./alcove-link.ts";
import { openHocuspocusLink } from "./hocuspocus-link.ts";
import type { AlcoveLinkOptions, Link } from "./link.ts";
import { openRelayLink, openYLink } from "./y-link.ts";

/** Opens a device's link to a peer in that peer's protocol. */
export function openLink(peer: PeerName, options: AlcoveLinkOptions): Promise<Link> {
  switch (peer) {
    case "alcove":
      return openAlcoveLink(options);
    case "y-websocket":
      return openYLink(options);
    case "hocuspocus":
      return openHocuspocusLink(options);
    case "relay":
      return openRelayLink(options);
    default:
      return unreachable(peer);
  }
}
