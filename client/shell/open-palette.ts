/** Opens the palette; its code is loaded when the page has nothing better to do, or here. */
export async function openPalette(): Promise<void> {
  const { spotlight } = await import("@mantine/spotlight");
  spotlight.open();
}
