/**
 * Sets a date, a time or a choice as the browser's own picker does: React hears of it by the event, and only
 * where the value was set past its own notice. It stands alone, because its source is sent to the browser.
 * @param value of a list, the words of the choice
 */
export function setValue(field: HTMLElement, value: string): void {
  if (field instanceof HTMLSelectElement) {
    const choice = [...field.options].find((option) => option.text === value);
    if (choice === undefined) throw new Error(`the list has no ${value}`);
    Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value")?.set?.call(field, choice.value);
  } else {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, value);
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
