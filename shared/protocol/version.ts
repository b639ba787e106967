/** The WebSocket subprotocol of the app's socket; its number changes with every change of the wire. */
export const subprotocol = "alcove.1";

/** Paths of the two kinds of socket. */
export const syncPath = "/sync";
