import { z } from "zod";
import { entrySchema } from "./envelope.ts";

/** Characters (UTF-16 code units, as a text field counts them). */
export const requestLimits = { title: 200, description: 8_000 } as const;

/** Checked and never changed: what is folded must be what the log holds, byte for byte. */
const title = z
  .string()
  .max(requestLimits.title)
  .refine((text) => text.trim() !== "", "an empty title");
const description = z.string().max(requestLimits.description);

/** `request/<id>`: what the student asks, in their words. */
export const requestEntry = z.discriminatedUnion("type", [
  entrySchema("request.written", { title, description }),
  entrySchema("request.edited", { title: title.optional(), description: description.optional() }).refine(
    (entry) => entry.title !== undefined || entry.description !== undefined,
    "an edit changes the title or the description",
  ),
]);
export type RequestEntry = z.infer<typeof requestEntry>;
