import { expect, test } from "vitest";
import { resolvedVariables, themeCss } from "./theme-css.ts";

/** WCAG 2.2 contrast of two opaque `#rrggbb` colours. */
function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

function colour(scheme: "light" | "dark", name: string): string {
  const { variables, [scheme]: own } = resolvedVariables();
  let value = own[name] ?? variables[name] ?? "";
  for (let reference = /^var\((.+)\)$/.exec(value); reference?.[1]; reference = /^var\((.+)\)$/.exec(value)) {
    value = own[reference[1]] ?? variables[reference[1]] ?? "";
  }
  if (value.length === 4) return value.replace(/[0-9a-f]/gi, "$&$&");
  const channels = /^rgba\((\d+), (\d+), (\d+), 1\)$/.exec(value)?.slice(1);
  return channels === undefined
    ? value
    : `#${channels.map((each) => Number(each).toString(16).padStart(2, "0")).join("")}`;
}

const text = ["text", "dimmed", "placeholder", "error", "success", "anchor"].map(
  (name) => `--mantine-color-${name}`,
);
const surfaces = ["--alcove-ground", "--alcove-surface", "--alcove-sunken"];

test("theme.css is what the theme resolves to (vitest -u writes it)", async () => {
  await expect(`${themeCss()}\n`).toMatchFileSnapshot("./theme.css");
});

for (const scheme of ["light", "dark"] as const) {
  test.each(text)(`%s has 4.5 : 1 on every ${scheme} surface`, (name) => {
    for (const surface of surfaces) {
      expect(contrast(colour(scheme, name), colour(scheme, surface)), surface).toBeGreaterThanOrEqual(4.5);
    }
  });

  test(`the crisis card is readable in ${scheme}`, () => {
    const card = colour(scheme, "--alcove-crisis-surface");
    expect(contrast(colour(scheme, "--alcove-crisis"), card)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour(scheme, "--mantine-color-text"), card)).toBeGreaterThanOrEqual(7);
  });

  test(`white is readable on what is filled in ${scheme}`, () => {
    for (const name of ["fjord", "red"]) {
      expect(
        contrast("#ffffff", colour(scheme, `--mantine-color-${name}-filled`)),
        name,
      ).toBeGreaterThanOrEqual(4.5);
      expect(
        contrast("#ffffff", colour(scheme, `--mantine-color-${name}-filled-hover`)),
        name,
      ).toBeGreaterThanOrEqual(4.5);
    }
  });

  test(`light labels of every colour in use are readable in ${scheme}`, () => {
    for (const name of ["fjord", "gray", "red", "orange", "blue", "yellow"]) {
      const label = colour(scheme, `--mantine-color-${name}-light-color`);
      const ground = colour(scheme, `--mantine-color-${name}-light`);
      expect(contrast(label, ground), name).toBeGreaterThanOrEqual(4.5);
    }
  });
}
