import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "./desk.ts";

test("[T17] a proxy in front whose sign-in has ended is said, and the way past it leads back into the app", async ({
  desk,
  browser,
}) => {
  // A single-sign-on proxy: while its own session has ended, all it answers is a redirect to its sign-in page.
  let signedIn = true;
  const proxy = createServer((asked, answer) => {
    if (asked.url === "/proxy-sign-in") {
      answer.writeHead(200, { "content-type": "text/html" }).end('<a href="/proxy-sign-in/done">Go on</a>');
      return;
    }
    if (asked.url === "/proxy-sign-in/done") {
      signedIn = true;
      answer.writeHead(302, { location: "/api/return" }).end();
      return;
    }
    if (!signedIn) {
      answer.writeHead(302, { location: "/proxy-sign-in" }).end();
      return;
    }
    const to = request({
      port: desk.server.port,
      path: asked.url,
      method: asked.method,
      headers: asked.headers,
    });
    to.on("response", (from) => {
      answer.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(answer);
    });
    to.on("error", () => answer.writeHead(502).end());
    asked.pipe(to);
  }).listen(0, "127.0.0.1");
  // It passes on no socket, so the app is without its live connection all along.
  proxy.on("upgrade", (_, socket) => socket.destroy());
  await once(proxy, "listening");
  const origin = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const person = await desk.add("student", "Mara Voss");
  const context = await browser.newContext();
  await context.request.post(`${origin}/api/auth/sign-in/email`, {
    data: { email: person.email, password: person.password, rememberMe: true },
    headers: { origin },
  });
  const page = await context.newPage();
  await page.goto(origin);
  await expect(page.getByRole("heading", { name: "My tickets" })).toBeVisible();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);

  signedIn = false;
  await page.reload();
  await expect(page.getByText(/Something answers in Alcove's place/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole("link", { name: "Open it" }).click();
  await page.getByRole("link", { name: "Go on" }).click();
  await expect(page.getByRole("heading", { name: "My tickets" })).toBeVisible();
  expect(signedIn).toBe(true);
  await context.close();
  proxy.closeAllConnections();
  proxy.close();
});
