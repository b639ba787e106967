import { subprotocols } from "../../shared/protocol/version.ts";
import { type OpenSocket, syncUrl } from "./socket.ts";

/**
 * Bytes that may wait in the browser for a network that takes none. One push in flight for each document is far below
 * this; more means the connection is stalled, and a new one serves better than a longer queue.
 */
export const sendBufferBytes = 4 * 1024 * 1024;

/** Closed by this device, not by the server: as a lost connection (RFC 6455 gives 1006 to no one to send). */
const lostConnection = 1006;

/** Opens the app's one socket on the origin of a page or a service worker. */
export function browserSocket(location: { protocol: string; host: string }): OpenSocket {
  return (handlers) => {
    const socket = new WebSocket(syncUrl(location), [...subprotocols]);
    socket.binaryType = "arraybuffer";
    let ours = true;
    const closed = (code: number) => {
      if (!ours) return;
      ours = false;
      handlers.closed(code);
    };
    socket.onopen = () => {
      if (ours) handlers.opened();
    };
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (ours && data instanceof ArrayBuffer) handlers.message(new Uint8Array(data));
    };
    socket.onclose = ({ code }) => closed(code);
    return {
      send(bytes) {
        if (socket.readyState !== WebSocket.OPEN) return;
        if (socket.bufferedAmount + bytes.length > sendBufferBytes) {
          socket.close();
          // Not while the caller is still sending.
          queueMicrotask(() => closed(lostConnection));
          return;
        }
        socket.send(new Uint8Array(bytes));
      },
      close(code = 1000) {
        ours = false;
        socket.close(code);
      },
    };
  };
}
