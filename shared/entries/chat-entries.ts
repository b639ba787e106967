import { z } from "zod";
import { entrySchema } from "./envelope.ts";
import { sessionLinked, sessionLinkFailed } from "./session-entries.ts";

/** Body in characters (UTF-16 code units); attachments in files. */
export const messageLimits = { body: 8_000, attachments: 10 } as const;

/** A file is named by its content: the server checks the SHA-256 and nothing else identifies it. */
export const attachment = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "not a SHA-256 in hex"),
  name: z.string().min(1).max(200),
  type: z.string().min(1).max(100),
  size: z.int().positive(),
});
export type Attachment = z.infer<typeof attachment>;

/** `chat/<id>`: the conversation, and the meeting links. */
export const chatEntry = z.discriminatedUnion("type", [
  entrySchema("chat.message", {
    body: z.string().max(messageLimits.body),
    attachments: z.array(attachment).max(messageLimits.attachments).optional(),
  }).refine((entry) => entry.body.trim() !== "" || (entry.attachments?.length ?? 0) > 0, "an empty message"),
  entrySchema("chat.redacted", { message: z.uuid() }),
  entrySchema("chat.seen", { upTo: z.uuid() }),
  sessionLinked,
  sessionLinkFailed,
]);
export type ChatEntry = z.infer<typeof chatEntry>;
