import { expect, test } from "vitest";
import { followKeyboard } from "./follow-keyboard.ts";

function phone() {
  const visible = Object.assign(new EventTarget(), { height: 844, offsetTop: 0, scale: 1 });
  const properties = new Map<string, string>();
  const style = {
    setProperty: (name: string, value: string) => void properties.set(name, value),
    removeProperty: (name: string) => void properties.delete(name),
  } as unknown as CSSStyleDeclaration;
  const shows = (height: number, offsetTop = 0, scale = 1) => {
    Object.assign(visible, { height, offsetTop, scale });
    visible.dispatchEvent(new Event("resize"));
    return Object.fromEntries(properties);
  };
  return { visible, style, shows };
}

test("the page is as high as what a keyboard leaves, and full again without it", () => {
  const { visible, style, shows } = phone();
  const stop = followKeyboard(visible, style);
  expect(shows(508, 120)).toEqual({ "--alcove-visible-height": "508px", "--alcove-visible-top": "120px" });
  expect(shows(844)).toEqual({ "--alcove-visible-height": "844px", "--alcove-visible-top": "0px" });
  stop();
  expect(shows(508)).toEqual({});
});

test("who zooms in to read keeps the page as it was", () => {
  const { visible, style, shows } = phone();
  followKeyboard(visible, style);
  expect(shows(422, 100, 2)).toEqual({});
});
