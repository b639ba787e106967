import { hasPlace } from "../shared/attachments/picture-metadata.ts";
import { askForHelp, claim, message, openFromQueue, say, ticketIdOf } from "./acts.ts";
import { type Desk, expect, test } from "./desk.ts";
import type { Device } from "./device.ts";
import { attach, chosen, filesOnServer, pdf, photo, sha256 } from "./files.ts";
import { entriesOnServer } from "./server-data.ts";

const title = "My landlord wrote to me";

/** A student and the counselor who has their ticket, both with the conversation open. */
async function twoInConversation(
  desk: Desk,
): Promise<{ student: Device; counselor: Device; ticketId: string }> {
  const student = await desk.enter(await desk.add("student", "Amara Okafor"));
  const counselor = await desk.enter(await desk.add("counselor", "Ingrid Solberg"));
  const ticketId = await askForHelp(student.page, { title });
  await student.synced();
  await openFromQueue(counselor.page, "Unclaimed", title);
  await claim(counselor.page);
  await counselor.synced();
  return { student, counselor, ticketId };
}

const send = (device: Device) => device.page.getByRole("button", { name: "Send", exact: true }).click();

test("[AT4] a photo loses its place, is seen upright by the other side, and stays there without a network", async ({
  desk,
}) => {
  const { student, counselor, ticketId } = await twoInConversation(desk);
  const taken = await photo(student.page, "kitchen.jpg");
  expect(hasPlace("image/jpeg", taken.buffer)).toBe(true);

  await attach(student.page, taken);
  await expect(chosen(student.page)).toContainText("kitchen.jpg");
  await send(student);
  await expect(chosen(student.page)).toHaveCount(0);
  await student.synced();

  const picture = counselor.page.getByRole("img", { name: /^kitchen\.jpg/ });
  await expect(picture).toBeVisible({ timeout: 30_000 });
  await expect
    .poll(() => picture.evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight]))
    .toEqual([480, 640]);
  const kept = [...filesOnServer(desk.server.dataDir)];
  expect(kept).toHaveLength(1);
  const [[hash, content] = ["", Buffer.of()]] = kept;
  expect(sha256(content)).toBe(hash);
  expect(hasPlace("image/jpeg", content)).toBe(false);
  expect(content.includes("Exif")).toBe(false);

  const stranger = await desk.enter(await desk.add("counselor", "Noor Haddad"));
  const asked = await stranger.context.request.get(`${stranger.wire.url}/api/files/${ticketId}/${hash}`);
  expect(asked.status()).toBe(404);
  const mine = await counselor.context.request.get(`${counselor.wire.url}/api/files/${ticketId}/${hash}`);
  expect(mine.status()).toBe(200);
  expect(mine.headers()["x-content-type-options"]).toBe("nosniff");
  expect(mine.headers()["content-security-policy"]).toContain("sandbox");

  await counselor.cached();
  await counselor.offline();
  await counselor.page.reload();
  await expect(picture).toBeVisible();
});

test("[AT2] 15 MB cut three times, the server restarted on the way, arrive once; what follows keeps its place", async ({
  desk,
}) => {
  test.setTimeout(180_000);
  const { student, counselor } = await twoInConversation(desk);
  const lease = pdf("lease.pdf", 15 * 1024 * 1024);
  const network = await student.context.newCDPSession(student.page);
  await network.send("Network.enable");
  await network.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 20,
    downloadThroughput: -1,
    uploadThroughput: 2 * 1024 * 1024,
  });
  await attach(student.page, lease);
  await expect(chosen(student.page)).toContainText("15 MB");
  await student.page.getByLabel("Message", { exact: true }).fill("Is this lease fair?");
  await send(student);
  await say(student.page, "I have to answer on Friday.");
  for (const reached of [10, 30, 50]) {
    await uploadedTo(student, reached);
    student.wire.cut();
    await expect(student.page.getByText(/^offline since/)).toBeVisible();
    if (reached === 30) {
      await desk.server.stop();
      await desk.server.start();
    }
    student.wire.restore();
  }
  await expect(counselor.page.getByRole("button", { name: /^Save lease\.pdf/ })).toBeVisible({
    timeout: 60_000,
  });
  await expect(message(counselor.page, "I have to answer on Friday.")).toBeVisible();
  await student.synced();
  const ticketId = ticketIdOf(student.page);
  const bodies = (await entriesOnServer(desk.server.dataDir, "chat", ticketId)).flatMap((entry) =>
    entry.type === "chat.message" ? [entry.body] : [],
  );
  expect(bodies).toEqual(["Is this lease fair?", "I have to answer on Friday."]);
  expect([...filesOnServer(desk.server.dataDir).keys()]).toEqual([sha256(lease.buffer)]);

  const download = counselor.page.waitForEvent("download");
  await counselor.page.getByRole("button", { name: /^Save lease\.pdf/ }).click();
  expect((await download).suggestedFilename()).toBe("lease.pdf");
});

test("[AT6] chosen offline it waits over a reload; taken back it is gone everywhere", async ({ desk }) => {
  const { student, counselor } = await twoInConversation(desk);
  await student.cached();
  await student.offline();
  await attach(student.page, await photo(student.page, "letter.jpg"));
  await expect(chosen(student.page)).toContainText("letter.jpg");
  await student.page.reload();
  await expect(chosen(student.page)).toContainText("letter.jpg");
  await send(student);
  await expect(student.page.getByText(/^Waiting to upload/)).toBeVisible();
  expect(filesOnServer(desk.server.dataDir).size).toBe(0);

  await student.online();
  await student.synced();
  const theirs = counselor.page.getByRole("img", { name: /^letter\.jpg/ });
  await expect(theirs).toBeVisible({ timeout: 30_000 });
  expect(filesOnServer(desk.server.dataDir).size).toBe(1);
  expect(await blobsOn(counselor)).toBe(1);

  await student.page.getByRole("button", { name: /^More about your message/ }).click();
  await student.page.getByRole("menuitem", { name: "Take back" }).click();
  await expect(theirs).toBeHidden();
  await expect.poll(() => filesOnServer(desk.server.dataDir).size).toBe(0);
  await expect.poll(() => blobsOn(counselor)).toBe(0);
  await expect.poll(() => blobsOn(student)).toBe(0);
});

test("[AT3] what is no picture, PDF, text or office file is not taken, and the words say so", async ({
  desk,
}) => {
  const { student } = await twoInConversation(desk);
  const page = Buffer.from("<!doctype html><script>alert(1)</script>");
  await attach(
    student.page,
    { name: "page.html", mimeType: "text/html", buffer: page },
    { name: "letter.txt", mimeType: "text/plain", buffer: page },
  );
  await expect(student.page.getByRole("alert")).toContainText("page.html cannot be sent");
  await expect(chosen(student.page)).toHaveCount(1);
  await send(student);
  // The device goes by the name of a text; the server looks into it.
  await expect(student.page.getByText(/Not accepted\. Only pictures, PDF/)).toBeVisible();
  expect(filesOnServer(desk.server.dataDir).size).toBe(0);
});

test("[AT8] with no tab open the service worker brings the file, and then its message", async ({ desk }) => {
  const counselor = await desk.enter(await desk.add("counselor", "Leila Haddad"));
  const student = await desk.install(await desk.add("student", "Kofi Mensah"));
  const ticketId = await askForHelp(student.page, { title });
  await openFromQueue(counselor.page, "Unclaimed", title);
  await claim(counselor.page);
  await expect(student.page.getByLabel("Message", { exact: true })).toBeVisible();
  await student.context.grantPermissions(["background-sync"], { origin: student.wire.url });
  await student.synced();
  await student.offline();
  const lease = pdf("lease.pdf", 2 * 1024 * 1024);
  await attach(student.page, lease);
  await expect(chosen(student.page)).toContainText("2.0 MB");
  await student.page.getByLabel("Message", { exact: true }).fill("Written on the underground");
  await send(student);
  await expect(student.page.getByText(/^Waiting to upload/)).toBeVisible();

  // A page of another origin keeps the browser open, none of the app's does.
  const elsewhere = await student.context.newPage();
  await elsewhere.goto("about:blank");
  await student.page.close();
  await student.online();
  await expect
    .poll(
      async () => (await entriesOnServer(desk.server.dataDir, "chat", ticketId)).map((entry) => entry.type),
      {
        timeout: 60_000,
      },
    )
    .toContain("chat.message");
  expect([...filesOnServer(desk.server.dataDir).keys()]).toEqual([sha256(lease.buffer)]);
  await expect(counselor.page.getByRole("button", { name: /^Save lease\.pdf/ })).toBeVisible();
});

test("[AT8] a tab that does not lead sends files through the one that does", async ({ desk }) => {
  const { student, counselor } = await twoInConversation(desk);
  const second = await student.tab(`/tickets/${ticketIdOf(student.page)}`);
  await attach(second, await photo(second, "second.jpg"));
  await expect(chosen(second)).toContainText("second.jpg");
  // Chosen in one tab, it stands in the other too: both write the same message.
  await expect(chosen(student.page)).toContainText("second.jpg");
  await second.getByRole("button", { name: "Send", exact: true }).click();
  await expect(counselor.page.getByRole("img", { name: /^second\.jpg/ })).toBeVisible({ timeout: 30_000 });
});

/** Waits until so many per cent of an upload are on the server. */
async function uploadedTo(device: Device, percent: number): Promise<void> {
  const shown = device.page.getByText(/^Uploading \d+ %$/);
  await expect
    .poll(async () => Number(/\d+/.exec(await shown.innerText({ timeout: 20_000 }))?.[0]), {
      intervals: [50],
    })
    .toBeGreaterThanOrEqual(percent);
}

/** Files that this person's replica holds. */
function blobsOn({ page, person }: Device): Promise<number> {
  return page.evaluate(
    (name) =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const db = opening.result;
          const counting = db.transaction("blobs").objectStore("blobs").count();
          counting.onsuccess = () => {
            db.close();
            resolve(counting.result);
          };
        };
      }),
    `alcove-${person?.id}`,
  );
}
