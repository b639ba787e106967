/** A sign-in lasts 30 days from its start, and is not prolonged: the cookie and the row end together. */
export const signInDays = 30;
/** On a shared computer it lasts 12 hours at most; the browser forgets the cookie when it closes. */
export const sharedSignInHours = 12;

/**
 * What the session cookie's name begins with. Where there is TLS, no page of a neighbour on this domain can set a cookie
 * of this name. better-auth's own prefix for that is `__Secure-`, which lets them.
 */
export function cookiePrefix(https: boolean): string {
  return https ? "__Host-alcove" : "alcove";
}

/** The name of the cookie by which a device is known again. */
export function deviceCookie(https: boolean): string {
  return `${cookiePrefix(https)}.device`;
}

/** The name that better-auth gives the session cookie; a test holds the two together. */
export function sessionCookie(https: boolean): string {
  return `${cookiePrefix(https)}.session_token`;
}
