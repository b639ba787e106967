import { MantineProvider } from "@mantine/core";
import { createRoot } from "react-dom/client";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import "@mantine/core/styles.css";
import { deleteReplica, openReplica } from "../replica/database.ts";
import { saveBlob } from "../ui/save-blob.ts";
import { theme } from "../ui/theme.ts";
import { idleMs, markHere, warnedMs, watchIdle } from "./idle.ts";
import { IdleWarning } from "./idle-warning.tsx";

vi.mock(import("../ui/save-blob.ts"), { spy: true });

const personId = "ada";
const began = Date.UTC(2026, 10, 27, 9);
let end = () => {};

beforeEach(() => localStorage.clear());
afterEach(() => {
  end();
  vi.useRealTimers();
  vi.restoreAllMocks();
});
afterAll(() => deleteReplica(personId));

function watched() {
  vi.useFakeTimers({ now: began, toFake: ["Date", "setInterval", "clearInterval"] });
  const said: (number | null | "left")[] = [];
  end = watchIdle({ onSoon: (leavesAt) => said.push(leavesAt), onIdle: () => said.push("left") });
  return said;
}

test("[D38] a minute before a shared computer is cleared it is said, once, and then it is cleared", () => {
  const said = watched();
  vi.advanceTimersByTime(idleMs - warnedMs - 1_000);
  expect(said).toEqual([]);
  vi.advanceTimersByTime(5_000);
  expect(said).toEqual([began + idleMs]);
  vi.advanceTimersByTime(warnedMs + 60_000);
  expect(said).toEqual([began + idleMs, "left"]);
});

test.each<[string, () => void]>([
  ["does something here", () => dispatchEvent(new KeyboardEvent("keydown", { key: "a" }))],
  ["does something in another tab", () => markHere(Date.now())],
])("[D38] somebody who %s in the last minute stays, and is warned again 14 minutes later", (_, act) => {
  const said = watched();
  vi.advanceTimersByTime(idleMs - 10_000);
  act();
  vi.advanceTimersByTime(5_000);
  expect(said).toEqual([began + idleMs, null]);
  vi.advanceTimersByTime(idleMs - warnedMs + 5_000);
  expect(said).toEqual([began + idleMs, null, began + idleMs - 10_000 + idleMs]);
});

function show(leavesAt: number, onStay = () => {}): void {
  const place = document.createElement("div");
  document.body.append(place);
  const root = createRoot(place);
  root.render(
    <MantineProvider theme={theme}>
      <IdleWarning personId={personId} leavesAt={leavesAt} onStay={onStay} />
    </MantineProvider>,
  );
  end = () => {
    root.unmount();
    place.remove();
  };
}
const button = (words: string) =>
  [...document.querySelectorAll("button")].find(({ textContent }) => textContent === words);

test("[D38] the warning says what would be lost, is spoken, and lets one stay or take the words out", async () => {
  const replica = openReplica(personId);
  await replica.drafts.put({ key: "chat/a", text: "What I never sent", at: began });
  replica.close();
  let stayed = 0;
  show(Date.now() + 45_000, () => {
    stayed += 1;
  });
  await expect.poll(() => document.querySelector('[role="alertdialog"]')?.textContent).toContain("1 draft");
  expect(document.querySelector('[role="alertdialog"] [role="alert"]')?.textContent).toMatch(
    /^In 60 seconds you are signed out, and everything of yours is deleted/,
  );
  await expect.poll(() => document.activeElement?.textContent).toBe("Stay signed in");
  button("Stay signed in")?.click();
  expect(stayed).toBe(1);

  const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  const saved = vi.mocked(saveBlob).mockReturnValue();
  button("Copy or save my words")?.click();
  await expect.poll(() => button("Copy")).toBeDefined();
  button("Copy")?.click();
  expect(copied).toHaveBeenCalledWith("Draft:\nWhat I never sent\n");
  button("Save as a file")?.click();
  const [file, name] = saved.mock.calls[0] ?? [];
  expect(name).toBe("my-words.txt");
  expect(await file?.text()).toBe("Draft:\nWhat I never sent\n");
});
