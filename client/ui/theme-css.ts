import { DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from "@mantine/core";
import { cssVariables, theme } from "./theme.ts";

type Variables = Record<string, string>;
type Resolved = { variables: Variables; light: Variables; dark: Variables };

/** Every variable of Alcove's theme, in both schemes. */
export function resolvedVariables(): Resolved {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const base = defaultCssVariablesResolver(merged);
  const ours = cssVariables(merged);
  return {
    variables: { ...base.variables, ...ours.variables },
    light: { ...base.light, ...ours.light },
    dark: { ...base.dark, ...ours.dark },
  };
}

/**
 * The theme as a style sheet: what differs from Mantine's defaults. It is a file and not the style tag that
 * Mantine would write at run time, because the CSP allows no style tags.
 */
export function themeCss(): string {
  const ours = resolvedVariables();
  const defaults = defaultCssVariablesResolver(DEFAULT_THEME);
  return [
    rule(":root", differing(ours.variables, defaults.variables)),
    rule(':root[data-mantine-color-scheme="light"]', differing(ours.light, defaults.light)),
    rule(':root[data-mantine-color-scheme="dark"]', differing(ours.dark, defaults.dark)),
  ].join("\n\n");
}

function differing(ours: Variables, defaults: Variables): Variables {
  return Object.fromEntries(Object.entries(ours).filter(([name, value]) => defaults[name] !== value));
}

function rule(selector: string, variables: Variables): string {
  const lines = Object.entries(variables).map(([name, value]) => `  ${name}: ${value};`);
  return `${selector} {\n${lines.join("\n")}\n}`;
}
