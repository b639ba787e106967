const unkept = new Set<object>();

/** Marks that something on this screen is kept nowhere yet, or no longer so. `who` is any object of the caller's own. */
export function markUnkept(who: object, is: boolean): void {
  if (is) unkept.add(who);
  else unkept.delete(who);
}

/** Is there something on the screen that would be lost with the page? */
export function anyUnkept(): boolean {
  return unkept.size > 0;
}
