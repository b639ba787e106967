import type { MantineColorsTuple } from "@mantine/core";

/** The campus green: calm, and dark enough at 8 to carry white text. */
export const fjord: MantineColorsTuple = [
  "#eff6f5",
  "#dcebe9",
  "#bcd9d6",
  "#94c2bd",
  "#6fb0a9",
  "#4b958d",
  "#357f78",
  "#296c66",
  "#1f5f5b",
  "#174643",
];

/** Mantine's `dark`, from text (0) over body (7) to shadow (9), with a breath of the green. */
export const night: MantineColorsTuple = [
  "#dee7e5",
  "#b9c6c3",
  "#98a7a4",
  "#72827f",
  "#41514f",
  "#32413f",
  "#22302e",
  "#17211f",
  "#111917",
  "#0b100f",
];

/** Mantine's `gray`, from paper (0) to ink (9), likewise. */
export const stone: MantineColorsTuple = [
  "#f6f9f8",
  "#eef2f1",
  "#e3e9e7",
  "#d3dbd9",
  "#c0cac8",
  "#98a5a2",
  "#6f7d7a",
  "#4f5d5a",
  "#34403e",
  "#1c2624",
];

/** For what is dangerous, dark enough at 8 to carry white text. */
export const brick: MantineColorsTuple = [
  "#fdf0ee",
  "#fbdfdc",
  "#f3bcb6",
  "#ec968d",
  "#e5756a",
  "#da5347",
  "#cf3f34",
  "#bf3229",
  "#b3261e",
  "#8f1c14",
];
