/** Levels of objects and arrays in a body; the deepest honest one, the campus's settings, has four. */
export const jsonDepth = 16;

/**
 * Refuses a body that is nested too deeply, by its bytes: what 60 kB of brackets parse to costs megabytes and the
 * collector's time. Brackets in strings do not count; whether it is JSON at all is the parser's to say.
 * @throws an Error, which the body's parser makes a refusal of
 */
export function refuseDeep(body: Uint8Array, charset = "utf-8"): void {
  if (charset !== "utf-8") throw new Error("a body is UTF-8");
  let depth = 0;
  let inString = false;
  for (let index = 0; index < body.length; index++) {
    const byte = body[index];
    if (inString) {
      if (byte === backslash) index++;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (byte === openBracket || byte === openBrace) {
      if (++depth > jsonDepth) throw new Error(`a body nests at most ${jsonDepth} levels`);
    } else if (byte === closeBracket || byte === closeBrace) depth--;
  }
}

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = [
  0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d,
];
