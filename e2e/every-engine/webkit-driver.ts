import { type ChildProcess, spawn } from "node:child_process";
import { expect } from "@playwright/test";
import { Builder, Capabilities, Key, type WebDriver, type WebElement } from "selenium-webdriver";
import { freePort } from "../server-process.ts";
import type { OpenBrowser } from "./engine.ts";
import { find } from "./find.ts";
import type { Driver, Found } from "./screen.ts";
import { setValue } from "./set-value.ts";
import { newProfile, type Place, webkitApp } from "./webkit-profile.ts";

/** Longest wait for a page and for a script in it, in ms. */
const pageLoadMs = 40_000;

const keys = {
  Enter: Key.RETURN,
  SelectAll: Key.chord(Key.CONTROL, "a"),
  Delete: Key.DELETE,
  End: Key.chord(Key.CONTROL, Key.END),
  Escape: Key.ESCAPE,
};

/**
 * A WebKit browser of its own with a new profile.
 * @param program WebKitGTK's WebDriver
 */
export async function openWebKit({ program, ...place }: Place & { program: string }): Promise<OpenBrowser> {
  const profile = newProfile(place);
  const port = await freePort();
  const child = spawn(program, [`--port=${port}`], {
    stdio: "ignore",
    env: { ...process.env, ...profile.env },
  });
  const end = async () => {
    await ended(child);
    profile.remove();
  };
  try {
    const address = `http://127.0.0.1:${port}`;
    const answers = () =>
      fetch(`${address}/status`).then(
        ({ ok }) => ok,
        () => false,
      );
    await expect.poll(answers, { timeout: 20_000 }).toBe(true);
    const capabilities = new Capabilities({
      browserName: "alcove-webkit",
      "webkitgtk:browserOptions": { binary: webkitApp, args: [] },
    });
    const web = await new Builder().usingServer(address).withCapabilities(capabilities).build();
    await web.manage().setTimeouts({ script: pageLoadMs, pageLoad: pageLoadMs });
    return {
      driver: tabOf(web, await web.getWindowHandle()),
      async close() {
        await web.quit().catch(() => undefined);
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    if (!child.kill()) resolve();
  });
}

/** @param handle WebDriver's name of the tab; commands go to the one that was switched to last */
function tabOf(web: WebDriver, handle: string): Driver {
  const here = () => web.switchTo().window(handle);
  const source = (work: unknown) => `(${String(work)})`;
  const type = async (text: string) => {
    await here();
    await web.switchTo().activeElement().sendKeys(text);
  };
  return {
    async goto(url) {
      await here();
      await web.get(url);
    },
    async reload() {
      await here();
      await web.navigate().refresh();
    },
    async url() {
      await here();
      return web.getCurrentUrl();
    },
    async evaluate(work, arg) {
      await here();
      const answer: { value?: never; error?: string } = await web.executeAsyncScript(
        `const [arg, done] = arguments;
        Promise.resolve().then(() => ${source(work)}(arg)).then((value) => done({ value }), (error) => done({ error: String(error) }));`,
        arg,
      );
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer.value as never;
    },
    async find(query) {
      await here();
      const element: WebElement | null = await web.executeScript(
        `return ${source(find)}(arguments[0]);`,
        query,
      );
      return element === null ? null : foundBy(web, element);
    },
    type,
    press: (key) => type(keys[key]),
    async tab(url) {
      await web.switchTo().newWindow("tab");
      const other = await web.getWindowHandle();
      await web.get(url);
      return tabOf(web, other);
    },
    async close() {
      await here();
      await web.close();
    },
    async picture() {
      await here();
      return Buffer.from(await web.takeScreenshot(), "base64");
    },
  };
}

function foundBy(web: WebDriver, element: WebElement): Found {
  return {
    async click() {
      // WebDriver presses a button that does nothing yet, and says nothing.
      if (!(await element.isEnabled())) throw new Error("it is disabled");
      await element.click();
    },
    hasFocus: () => web.executeScript("return arguments[0] === document.activeElement;", element),
    async set(value) {
      await web.executeScript(`(${String(setValue)})(arguments[0], arguments[1]);`, element, value);
    },
    attach: (file) => element.sendKeys(file),
  };
}
