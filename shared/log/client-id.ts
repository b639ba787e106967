/** A clientID that no one has used: 32 random bits, as Yjs takes them. Never reused after a push that was not accepted. */
export function newClientId(): number {
  const [id] = crypto.getRandomValues(new Uint32Array(1));
  return id ?? 0;
}
