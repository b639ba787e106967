export type Part = { kind: "text"; text: string } | { kind: "link"; url: string };

const address = /https:\/\/[^\s<>"'`]+/g;
/** Ends of a sentence that are no part of an address. */
const trailing = /[.,;:!?)\]}]+$/;

/** Finds https addresses in a message. Only https: anything else that can be clicked is a way to attack. */
export function linkParts(body: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of body.matchAll(address)) {
    const url = match[0].replace(trailing, "");
    if (!URL.canParse(url)) continue;
    if (match.index > from) parts.push({ kind: "text", text: body.slice(from, match.index) });
    parts.push({ kind: "link", url });
    from = match.index + url.length;
  }
  if (from < body.length) parts.push({ kind: "text", text: body.slice(from) });
  return parts;
}
