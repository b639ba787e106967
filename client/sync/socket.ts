import { syncPath } from "../../shared/protocol/version.ts";

export type SocketHandlers = {
  opened(): void;
  /** One binary message, whole. */
  message(bytes: Uint8Array): void;
  /** Called once, at the end, whoever ended it. */
  closed(code: number): void;
};

/** The app's one socket, seen from the engine. Nothing is called after `close`. */
export type SyncSocket = {
  send(bytes: Uint8Array): void;
  close(code?: number): void;
};

export type OpenSocket = (handlers: SocketHandlers) => SyncSocket;

/** `wss://<this origin>/sync`, for a page's or a worker's `location`. */
export function syncUrl(location: { protocol: string; host: string }): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${syncPath}`;
}
