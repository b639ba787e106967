import { MantineProvider } from "@mantine/core";
import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { afterAll, afterEach, expect, test } from "vitest";
import { builtInCampus } from "../account/built-in-campus.ts";
import { deleteReplica, openReplica } from "../replica/database.ts";
import { takeDraft } from "../replica/live-draft.ts";
import { mergeText } from "../replica/merge-text.ts";
import { type Desk, DeskContext } from "../shell/desk.tsx";
import type { ConnectionStatus } from "../sync/connection.ts";
import { createSubject } from "../sync/subscribable.ts";
import { EmergencyAccessDialog } from "./emergency-access-dialog.tsx";
import { theme } from "./theme.ts";
import { type DraftKind, type LiveDraft, useLiveDraft } from "./use-live-draft.ts";

const me = {
  id: "carl",
  name: "Carl",
  email: "carl@campus.example",
  role: "counselor",
  status: "active",
} as const;
const replica = openReplica(me.id);
const desk: Desk = {
  me,
  replica,
  campus: builtInCampus,
  connection: createSubject<ConnectionStatus>({ state: "synced" }),
  full: createSubject(false),
  storageStuck: createSubject(false),
  kept: { lost: createSubject(null), read() {}, stop() {} },
  signOut: async () => {},
  wake() {},
};

/** Kept so seldom that only what a test waits for, or a closed tab, keeps anything. */
const words: DraftKind<string> = {
  empty: "",
  read: (kept) => kept,
  write: (text) => text,
  merge: mergeText,
  join: (back, since) => `${back}\n${since}`,
  everyMs: 50,
};

const tabs: (() => void)[] = [];
afterEach(async () => {
  for (const close of tabs.splice(0)) close();
  await replica.drafts.clear();
});
afterAll(() => deleteReplica(me.id));

function render(screen: ReactNode): () => void {
  const place = document.createElement("div");
  document.body.append(place);
  const root = createRoot(place);
  root.render(
    <MantineProvider theme={theme}>
      <DeskContext value={desk}>{screen}</DeskContext>
    </MantineProvider>,
  );
  const close = () => {
    root.unmount();
    place.remove();
  };
  tabs.push(close);
  return close;
}

/** A tab in which this draft is on the screen. */
function tab(key: string) {
  let now: LiveDraft<string> | null = null;
  function Field() {
    now = useLiveDraft(desk, key, words);
    return null;
  }
  render(<Field />);
  const draft = (): LiveDraft<string> => now ?? expect.fail("the tab shows nothing yet");
  return {
    draft,
    shown: () => now?.value ?? null,
    send: () =>
      draft().take(async (known) => {
        await replica.transaction("rw", replica.drafts, () => takeDraft(desk, known));
        return true;
      }),
  };
}

test("[T14] what one tab sends, with words that another wrote meanwhile: these alone stay, in both", async () => {
  const [here, there] = [tab("chat/a"), tab("chat/a")];
  await expect.poll(here.shown).toBe("");
  here.draft().change("I can come");
  await expect.poll(there.shown).toBe("I can come");
  // Both at once: the send takes what is kept, the other tab has not kept its own words yet.
  there.draft().change("I can come at five");
  expect(await here.send()).toBe(true);
  await expect.poll(there.shown).toBe(" at five");
  await expect.poll(here.shown).toBe(" at five");
});

test("[T15] both tabs send at once: one sends, and nothing is left to send again", async () => {
  const [here, there] = [tab("chat/b"), tab("chat/b")];
  await expect.poll(here.shown).toBe("");
  here.draft().change("Hello");
  await expect.poll(there.shown).toBe("Hello");
  const sent = await Promise.all([here.send(), there.send()]);
  expect(sent.filter((each) => each === true)).toHaveLength(1);
  await expect.poll(() => [here.shown(), there.shown()]).toEqual(["", ""]);
  expect(await replica.drafts.count()).toBe(0);
});

const field = () => document.querySelector<HTMLTextAreaElement>("textarea[required]");
function type(text: string): void {
  const input = field() ?? expect.fail("there is no field");
  // React listens for the native setter.
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")?.set?.call(input, text);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

test("[T18] a dialog that was closed by accident, or reloaded, has its words again; Cancel throws them away", async () => {
  const dialog = () => render(<EmergencyAccessDialog ticketId="a" onClose={() => {}} />);
  const close = dialog();
  await expect.poll(field).not.toBeNull();
  type("Somebody may be in danger");
  close();
  dialog();
  await expect.poll(() => field()?.value).toBe("Somebody may be in danger");
  [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "Cancel")?.click();
  await expect.poll(() => replica.drafts.count()).toBe(0);
  expect(field()?.value).toBe("");
});
