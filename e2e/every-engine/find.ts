/** A thing on the screen as a screen reader names it. A string is a part of the name in any case; use a RegExp for more. */
export type Query = { role: Role; name: Name; inDialog?: boolean };
export type Role =
  | "button"
  | "checkbox"
  | "combobox"
  | "dialog"
  | "heading"
  | "img"
  | "link"
  | "listitem"
  | "menuitem"
  | "radio"
  | "textbox"
  | "file";
export type Name = string | { source: string; flags: string };

/**
 * Finds what a query names, in the page itself: WebDriver has no search by role, and one search for all engines means
 * that no engine is asked an easier question. It stands alone, because its source is sent to the browser.
 * @returns the first match that is shown, or null; of a radio or checkbox the label, which is what people press
 */
export function find({ role, name, inDialog = false }: Query): HTMLElement | null {
  const selectors: Record<Role, string> = {
    button: "button, [role=button]",
    checkbox: "input[type=checkbox]",
    combobox: "select, [role=combobox]",
    dialog: "dialog, [role=dialog]",
    heading: "h1, h2, h3",
    img: "img",
    link: "a[href]",
    listitem: "li, [role=listitem]",
    menuitem: "[role=menuitem]",
    radio: "input[type=radio]",
    textbox: "input:not([type=radio], [type=checkbox], [type=file]), textarea, [contenteditable=true]",
    file: "input[type=file]",
  };
  const isShown = (element: Element) =>
    element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden";
  const textOf = (element: HTMLElement) => (element.innerText || element.textContent || "").trim();
  const nameOf = (element: HTMLElement): string => {
    const by = element.getAttribute("aria-labelledby")?.split(/\s+/) ?? [];
    const labelled = by.map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
    if (labelled.trim() !== "") return labelled.trim();
    const label = element.getAttribute("aria-label");
    if (label !== null) return label.trim();
    const { labels } = element as HTMLInputElement;
    if (labels && labels.length > 0) return [...labels].map((each) => each.textContent ?? "").join(" ");
    return (element.getAttribute("alt") ?? textOf(element)).replace(/\s+/g, " ");
  };
  const matches = (text: string) =>
    typeof name === "string"
      ? text.toLowerCase().includes(name.toLowerCase())
      : new RegExp(name.source, name.flags).test(text);
  const roots = inDialog
    ? [...document.querySelectorAll("dialog, [role=dialog]")].filter(isShown)
    : [document];
  for (const root of roots) {
    for (const element of root.querySelectorAll<HTMLElement>(selectors[role])) {
      // What is chosen from may be drawn by its label alone, and a file's input is never drawn.
      const chosen = role === "radio" || role === "checkbox";
      if (!(chosen || role === "file" || isShown(element)) || !matches(nameOf(element))) continue;
      return chosen ? ((element as HTMLInputElement).labels?.[0] ?? element) : element;
    }
  }
  return null;
}
