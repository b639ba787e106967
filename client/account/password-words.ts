/** The server judges the same (`weak-password`); said here before the form is sent. */
export const passwordLength = { min: 10, max: 128 } as const;

/** What is wrong with a new password, or null. */
export function newPasswordProblem(password: string, email: string): string | null {
  const plain = password.trim().toLowerCase();
  const address = email.trim().toLowerCase();
  if (password.length < passwordLength.min) return `Use at least ${passwordLength.min} characters.`;
  if (password.length > passwordLength.max) return `Use at most ${passwordLength.max} characters.`;
  if (address !== "" && (plain === address || plain === address.split("@")[0]))
    return "Do not use your e-mail address as your password.";
  if (new Set(plain).size === 1) return "Do not repeat one character.";
  return null;
}

/** Will an admin have to approve this address? Null while it is no address yet. */
export function needsApproval(email: string, domains: readonly string[]): boolean | null {
  const domain = /^[^\s@]+@([^\s@]+\.[^\s@]+)$/.exec(email.trim().toLowerCase())?.[1];
  return domain === undefined ? null : !domains.includes(domain);
}
