import { expect } from "@playwright/test";
import type { Query, Role } from "./find.ts";

/** The few things that every engine's driver can do, whatever protocol it speaks. */
export type Driver = {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  url(): Promise<string>;
  /** Runs a function of its own source in the page and returns its JSON. */
  evaluate<Arg, Result>(work: (arg: Arg) => Result | Promise<Result>, arg: Arg): Promise<Result>;
  /** What the query names now; null where nothing does. */
  find(query: Query): Promise<Found | null>;
  /** Keys as a person presses them, into whatever has the focus. */
  type(text: string): Promise<void>;
  press(key: "Enter" | "SelectAll" | "Delete" | "End" | "Escape"): Promise<void>;
  /** Another tab of the same browser. */
  tab(url: string): Promise<Driver>;
  close(): Promise<void>;
  /** A PNG of what is on the screen. */
  picture(): Promise<Buffer>;
  /** Kills the browser's process that holds its storage; only in a plain WebKit. */
  killStorage?(): void;
};

export type Found = {
  /** Presses it as a pointer does; throws while something covers it or it is disabled. */
  click(): Promise<void>;
  hasFocus(): Promise<boolean>;
  /** Sets the value of a field that takes no letters, as its picker does. */
  set(value: string): Promise<void>;
  attach(path: string): Promise<void>;
};

type Where = { inDialog?: boolean };

/** How long something may take to appear, in ms: for machines that are busy with something else. */
const patience = { timeout: 30_000 };

/** What one person does and sees in a tab, in any engine, by the names that a screen reader says. */
export class Screen {
  readonly driver: Driver;

  constructor(driver: Driver) {
    this.driver = driver;
  }

  async click(role: Role, name: string | RegExp, where: Where = {}): Promise<void> {
    await this.#whenFound(role, name, where, (found) => found.click());
  }

  async choose(name: string | RegExp, where: Where = {}): Promise<void> {
    await this.click("radio", name, where);
  }

  async fill(label: string | RegExp, text: string, where: Where = {}): Promise<void> {
    await this.#whenFound("textbox", label, where, async (found) => {
      await found.click();
      // A click goes to a place: what moved away meanwhile does not get the words.
      if (!(await found.hasFocus())) throw new Error(`${label} was clicked and has no focus`);
    });
    await this.driver.press("SelectAll");
    await this.driver.press("Delete");
    if (text !== "") await this.driver.type(text);
  }

  /** A date, a time, or a choice from a list by its words. */
  async set(role: "textbox" | "combobox", label: string | RegExp, value: string, where: Where = {}) {
    await this.#whenFound(role, label, where, (found) => found.set(value));
  }

  async attach(label: string, path: string): Promise<void> {
    await this.#whenFound("file", label, {}, (found) => found.attach(path));
  }

  async sees(words: string | RegExp): Promise<void> {
    const asked = expect.poll(() => this.text(), patience);
    await (typeof words === "string" ? asked.toContain(words) : asked.toMatch(words));
  }

  async seesNot(words: string | RegExp): Promise<void> {
    const asked = expect.poll(() => this.text(), patience);
    await (typeof words === "string" ? asked.not.toContain(words) : asked.not.toMatch(words));
  }

  async finds(role: Role, name: string | RegExp): Promise<void> {
    await this.#whenFound(role, name, {}, async () => undefined);
  }

  async findsNo(role: Role, name: string | RegExp): Promise<void> {
    await expect.poll(() => this.#find(role, name, {}).then((found) => found === null), patience).toBe(true);
  }

  /** All words that are drawn. */
  text(): Promise<string> {
    return this.driver.evaluate(() => document.body?.innerText ?? "", null).catch(() => "");
  }

  #find(role: Role, name: string | RegExp, where: Where): Promise<Found | null> {
    const plain = typeof name === "string" ? name : { source: name.source, flags: name.flags };
    return this.driver.find({ role, name: plain, ...where });
  }

  /** Finds and acts, again until both have worked: what was found may be drawn anew, or still be covered. */
  async #whenFound(
    role: Role,
    name: string | RegExp,
    where: Where,
    act: (found: Found) => Promise<void>,
  ): Promise<void> {
    await expect(async () => {
      const found = await this.#find(role, name, where);
      if (found === null) throw new Error(`no ${role} named ${name}; there is: ${await this.text()}`);
      await act(found);
    }).toPass({ ...patience, intervals: [50, 100, 250] });
  }
}
