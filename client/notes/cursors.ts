import { Extension } from "@tiptap/core";
import { yCursorPlugin } from "@tiptap/y-tiptap";
import type { Awareness } from "y-protocols/awareness";
import { z } from "zod";
import classes from "./notes.module.css";

/** Colours of cursors that are told apart on both themes; the name beside each says who it is. */
const colours = 5;

const person = z.object({ id: z.string(), name: z.string() });

/** Shows where others stand in the notes. `me`: one's own other devices are named "You". */
export function cursorsOf(awareness: Awareness, me: string) {
  return Extension.create({
    name: "cursors",
    addProseMirrorPlugins() {
      return [
        yCursorPlugin(awareness, {
          // The editor's document has another clientID than this page has among those present.
          awarenessStateFilter: (_, client) => client !== awareness.clientID,
          cursorBuilder: (user, client) => cursor(nameOf(user, me), client),
          selectionBuilder: (_, client) => ({
            class: classes.selection ?? "",
            "data-colour": colourOf(client),
          }),
        }),
      ];
    },
  });
}

function nameOf(user: unknown, me: string): string {
  const parsed = person.safeParse(user);
  if (!parsed.success) return "Someone";
  return parsed.data.id === me ? "You, elsewhere" : parsed.data.name;
}

function cursor(name: string, client: number): HTMLElement {
  const mark = document.createElement("span");
  mark.className = classes.cursor ?? "";
  mark.dataset.colour = colourOf(client);
  // Read aloud it would stand in the middle of the sentence that the other person is writing.
  mark.setAttribute("aria-hidden", "true");
  const label = document.createElement("span");
  label.className = classes.cursorName ?? "";
  label.textContent = name;
  mark.append(label);
  return mark;
}

function colourOf(client: number): string {
  return String(client % colours);
}
