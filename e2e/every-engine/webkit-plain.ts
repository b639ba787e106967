import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { OpenBrowser } from "./engine.ts";
import { find, type Query } from "./find.ts";
import type { Driver, Found } from "./screen.ts";
import { setValue } from "./set-value.ts";
import { newProfile, type Place, webkitApp } from "./webkit-profile.ts";

/** Longest wait for a script in the page, ms: one whose page is left meanwhile is never answered. */
const scriptMs = 5_000;

const answer = z.object({ id: z.number(), value: z.unknown(), error: z.string().optional() });

/**
 * A WebKit browser that no WebDriver drives: the journeys' scripts run in its page, and their clicks and words are the
 * page's own. For what ends WebDriver: a storage process that dies, and pages that the back/forward cache keeps.
 */
export async function openPlainWebKit(place: Place): Promise<OpenBrowser> {
  const profile = newProfile(place);
  const child = spawn(webkitApp, ["about:blank"], {
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...process.env, ...profile.env },
  });
  const waiting = new Map<number, (said: z.infer<typeof answer>) => void>();
  let id = 0;
  createInterface({ input: child.stdout }).on("line", (line) => {
    const said = answer.parse(JSON.parse(line));
    waiting.get(said.id)?.(said);
  });

  async function run(body: string): Promise<unknown> {
    const own = ++id;
    const { promise, resolve, reject } = Promise.withResolvers<z.infer<typeof answer>>();
    const late = setTimeout(() => reject(new Error("the page does not answer")), scriptMs);
    waiting.set(own, resolve);
    child.stdin.write(`${JSON.stringify({ id: own, body })}\n`);
    try {
      const said = await promise;
      if (said.error !== undefined) throw new Error(said.error);
      return said.value;
    } finally {
      clearTimeout(late);
      waiting.delete(own);
    }
  }

  return {
    driver: tabOf(run, () => endStorageProcess(child.pid ?? 0)),
    async close() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.stdin.end();
      await ended;
      profile.remove();
    },
  };
}

function tabOf(run: (body: string) => Promise<unknown>, killStorage: () => void): Driver {
  const evaluate: Driver["evaluate"] = (work, arg) =>
    run(`return await (${String(work)})(${JSON.stringify(arg)});`) as never;
  const onFound = (query: Query, deed: string) =>
    run(
      `const found = (${String(find)})(${JSON.stringify(query)});
      if (found === null) throw new Error("it is gone");
      ${deed}`,
    );
  /** Leaves the page, and waits for another that is loaded. */
  const leave = async (how: string) => {
    await run(`window.left = true; setTimeout(() => { ${how}; });`);
    const loaded = () =>
      run("return window.left !== true && document.readyState === 'complete';").catch(() => false);
    while (!(await loaded())) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const press = {
    Enter: "",
    End: "",
    Escape:
      "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));",
    SelectAll: "document.execCommand('selectAll');",
    Delete: "document.execCommand('delete');",
  };
  return {
    goto: (url) => leave(`location.href = ${JSON.stringify(url)}`),
    reload: () => leave("location.reload()"),
    url: () => run("return location.href;") as Promise<string>,
    evaluate,
    async find(query) {
      const there = await run(`return (${String(find)})(${JSON.stringify(query)}) !== null;`);
      return there === true ? foundBy((deed) => onFound(query, deed)) : null;
    },
    async type(text) {
      await run(`document.execCommand("insertText", false, ${JSON.stringify(text)});`);
    },
    async press(key) {
      await run(press[key]);
    },
    tab: () => Promise.reject(new Error("it has one tab")),
    close: () => Promise.reject(new Error("it has one tab")),
    picture: () => Promise.reject(new Error("a page cannot see itself")),
    killStorage,
  };
}

function foundBy(act: (deed: string) => Promise<unknown>): Found {
  return {
    async click() {
      await act("if (found.disabled) throw new Error('it is disabled'); found.focus(); found.click();");
    },
    hasFocus: async () => (await act("return found === document.activeElement;")) === true,
    async set(value) {
      await act(`(${String(setValue)})(found, ${JSON.stringify(value)});`);
    },
    attach: () => Promise.reject(new Error("a page cannot choose files")),
  };
}

/** Kills the process of this browser that holds its storage, as iOS does to apps that are suspended. */
function endStorageProcess(browser: number): void {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const [, name, parent] = /\((.*)\) \S (\d+)/.exec(statOf(pid)) ?? [];
    if (name?.startsWith("WebKitNetwork") && Number(parent) === browser) process.kill(Number(pid), "SIGKILL");
  }
}

/** Empty where the process has ended since. */
function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return "";
  }
}
