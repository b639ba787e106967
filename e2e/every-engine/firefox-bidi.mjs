#!/usr/bin/env node
/**
 * Stands between Playwright, which starts it as its Firefox, and a released Firefox: it answers the one command that
 * Playwright sends and such a Firefox does not know, and hands on everything else. `FIREFOX_PATH` names the browser.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import WebSocket, { WebSocketServer } from "ws";

/** Emulates colour schemes and the like, which no journey for every engine asks for. */
const notKnown = "emulation.setMediaFeaturesOverride";
/** Bytes of a message; a screenshot is some megabytes. */
const options = { perMessageDeflate: false, maxPayload: 256 * 1024 * 1024 };
const listening = /^WebDriver BiDi listening on (ws:\/\/\S+)/;

const firefox = spawn(process.env.FIREFOX_PATH ?? "firefox", process.argv.slice(2), {
  stdio: ["ignore", "inherit", "pipe"],
});
firefox.on("exit", (code) => process.exit(code ?? 0));
firefox.on("error", (error) => {
  console.error(error.message);
  process.exit(1);
});
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => firefox.kill());
process.on("exit", () => firefox.kill("SIGKILL"));

createInterface({ input: firefox.stderr }).on("line", (line) => {
  const address = listening.exec(line)?.[1];
  if (address === undefined) console.error(line);
  else standBefore(address);
});

/** @param {string} address the browser's own */
function standBefore(address) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, ...options }, () => {
    console.error(
      `WebDriver BiDi listening on ws://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`,
    );
  });
  server.on("connection", (near, request) => {
    const far = new WebSocket(address + request.url, options);
    const open = new Promise((resolve) => far.once("open", resolve));
    near.on("message", async (data) => {
      const text = data.toString();
      const { id, method } = JSON.parse(text);
      if (method === notKnown) near.send(JSON.stringify({ type: "success", id, result: {} }));
      else void open.then(() => far.send(text));
    });
    far.on("message", (data) => near.send(data.toString()));
    for (const [one, other] of /** @type {const} */ ([
      [near, far],
      [far, near],
    ])) {
      one.on("close", () => other.close());
      one.on("error", () => other.terminate());
    }
  });
}
