import { z } from "zod";
import { roles } from "../policy/roles.ts";
import { winner } from "./receipt.ts";

/** A control message's text is at most so many characters upwards; a `purged` of every document is the longest honest one. */
export const controlLimits = { upCharacters: 1_000_000, docsInOneMessage: 10_000 } as const;

const docs = z.array(z.string().max(64)).max(controlLimits.docsInOneMessage);
const seq = z.int().nonnegative();
/** What only a newer version says. What is wrong in it is as if it had not been said: no cursor is lost for it. */
const level = z.int().nonnegative().optional().catch(undefined);

/** One accepted update: its seq, when the server accepted it (server ms), and the ids of the entries in it. */
const acceptedUpdate = z.tuple([seq, z.number()], z.string());
export type AcceptedUpdate = z.infer<typeof acceptedUpdate>;
/** By document: what the batch that this closes brought of it. */
const accepted = z.record(z.string(), z.array(acceptedUpdate)).optional().catch(undefined);
export type AcceptedByDoc = Record<string, AcceptedUpdate[]>;

/** What a device says on the control channel. */
export const controlUp = z.discriminatedUnion("t", [
  z.object({
    t: z.literal("hello"),
    cursor: seq,
    serverId: z.string().max(64).nullable(),
    device: z.uuid(),
    /** The level of its entries. A device of before says none. */
    entries: level,
  }),
  z.object({ t: z.literal("purged"), docs }),
]);
export type ControlUp = z.infer<typeof controlUp>;

const person = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  /** Of the staff: may be given nothing until this is said no more. */
  suspended: z.literal(true).optional().catch(undefined),
});

/** A name for an id that stands in something the device can see. */
export type Named = z.infer<typeof person>;

/** What the server says on the control channel. */
export const controlDown = z.discriminatedUnion("t", [
  z.object({
    t: z.literal("welcome"),
    serverId: z.string(),
    seq,
    now: z.number(),
    me: person,
    reset: z.boolean(),
    /** The level of the server's entries. */
    entries: level,
  }),
  z.object({
    t: z.literal("granted"),
    docs: z.array(z.string()),
    /** The number of the editor's schema that notes among them may be written with. */
    notesSchema: level,
  }),
  z.object({
    t: z.literal("revoked"),
    docs: z.array(z.string()),
    because: z.record(z.string(), winner).optional().catch(undefined),
  }),
  z.object({ t: z.literal("people"), people: z.array(person) }),
  z.object({ t: z.literal("caughtUp"), cursor: seq }),
  z.object({ t: z.literal("cursor"), cursor: seq, accepted }),
  z.object({ t: z.literal("bye"), code: z.string(), detail: z.string() }),
]);
export type ControlDown = z.infer<typeof controlDown>;

/** Seconds a socket may stay silent before its hello. */
export const helloWithinSeconds = 10;

export type ParsedControl<Message> = { ok: true; message: Message } | { ok: false; detail: string };

export function parseControl<Message>(schema: z.ZodType<Message>, text: string): ParsedControl<Message> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, detail: "a control message is JSON" };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, message: parsed.data };
  const issue = parsed.error.issues[0];
  return {
    ok: false,
    detail: issue === undefined ? "not a control message" : `${issue.path.join(".")}: ${issue.message}`,
  };
}
