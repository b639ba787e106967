import { createServer } from "node:http";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { isPublicAddress, publicAgent } from "./public-hosts.ts";

test("[O11] addresses that are nobody's on the internet", () => {
  for (const address of [
    "0.0.0.0",
    "10.9.8.7",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.31.0.1",
    "192.168.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "::ffff:8.8.8.8",
    "64:ff9b::a00:1",
    "2002:a00:1::",
    "2001:0:a::1",
    "no address",
  ]) {
    expect([address, isPublicAddress(address)]).toEqual([address, false]);
  }
  for (const address of [
    "8.8.8.8",
    "172.32.0.1",
    "192.169.0.1",
    "100.128.0.1",
    "2606:4700::1111",
    "2a00:1450::1",
  ]) {
    expect([address, isPublicAddress(address)]).toEqual([address, true]);
  }
});

test("[O11] a public name that points at this machine is not connected to", async () => {
  const server = createServer();
  let reached = false;
  server.on("connection", () => {
    reached = true;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const agent = publicAgent();
  const { port } = server.address() as AddressInfo;
  // `localhost` stands for any name that the resolver answers with a private address.
  const error = await new Promise<unknown>((resolve) => {
    request({ host: "localhost", port, agent, path: "/" }).on("error", resolve).end();
  });
  expect(error).toMatchObject({ code: "EPRIVATE" });
  expect(reached).toBe(false);
  agent.destroy();
  await new Promise((resolve) => server.close(resolve));
});
