import type { ElementHandle, Page } from "@playwright/test";
import { find } from "./find.ts";
import type { Driver, Found } from "./screen.ts";
import { setValue } from "./set-value.ts";

const keys = {
  Enter: "Enter",
  SelectAll: "ControlOrMeta+A",
  Delete: "Delete",
  End: "ControlOrMeta+End",
  Escape: "Escape",
};

/** How long one press may take, in ms; what is still covered then is looked for anew. */
const pressMs = 5_000;

/** A tab of Chromium or Firefox, which Playwright drives. */
export function playwrightDriver(page: Page): Driver {
  return {
    async goto(url) {
      await page.goto(url);
    },
    async reload() {
      await page.reload();
    },
    url: async () => page.url(),
    evaluate: (work, arg) => page.evaluate(work as never, arg as never) as never,
    async find(query) {
      const element = (await page.evaluateHandle(find, query)).asElement();
      return element === null ? null : foundBy(element as ElementHandle<HTMLElement>);
    },
    // At once, as a phone's keyboard does: a key at a time takes Firefox seconds for a sentence.
    async type(text) {
      await page.evaluate((words) => document.execCommand("insertText", false, words), text);
    },
    press: (key) => page.keyboard.press(keys[key]),
    async tab(url) {
      const other = await page.context().newPage();
      await other.goto(url);
      return playwrightDriver(other);
    },
    close: () => page.close(),
    picture: () => page.screenshot(),
  };
}

function foundBy(element: ElementHandle<HTMLElement>): Found {
  return {
    click: () => element.click({ timeout: pressMs }),
    hasFocus: () => element.evaluate((own) => own === document.activeElement),
    set: (value) => element.evaluate(setValue, value),
    attach: (path) => element.setInputFiles(path),
  };
}
