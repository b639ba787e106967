import { subprotocol, syncPath } from "../../shared/protocol/version.ts";

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

/** Opens a WebSocket of the browser; it works in a page and in a service worker. */
export function webSocketTo(url: string): OpenSocket {
  return (handlers) => {
    const socket = new WebSocket(url, subprotocol);
    socket.binaryType = "arraybuffer";
    let ours = true;
    socket.onopen = () => ours && handlers.opened();
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (ours && data instanceof ArrayBuffer) handlers.message(new Uint8Array(data));
    };
    socket.onclose = ({ code }) => {
      if (ours) handlers.closed(code);
      ours = false;
    };
    return {
      send(bytes) {
        if (socket.readyState === WebSocket.OPEN) socket.send(new Uint8Array(bytes));
      },
      close(code = 1000) {
        ours = false;
        socket.close(code);
      },
    };
  };
}
