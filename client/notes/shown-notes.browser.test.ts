import { Editor } from "@tiptap/core";
import { Collaboration, isChangeOrigin } from "@tiptap/extension-collaboration";
import { afterEach, describe, expect, test } from "vitest";
import * as Y from "yjs";
import { notesElements, notesMarks, notesRoot } from "../../shared/log/notes-schema.ts";
import { editorSchema, notesExtensions } from "./editor-schema.ts";
import { type Shown, type ShownNotes, showNotes } from "./shown-notes.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end();
});

/** Notes on a screen: the real editor wherever the document lets it. `left`: updates that left the screen. */
class Screen {
  readonly notes = new Y.Doc();
  readonly client = this.notes.clientID;
  readonly left: Uint8Array[] = [];
  readonly shownNotes: ShownNotes;
  #editor: { editor: Editor; on: Shown } | null = null;

  constructor() {
    this.shownNotes = showNotes(this.notes);
    this.notes.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== "feed") this.left.push(update);
    });
    ends.push(() => {
      this.#editor?.editor.destroy();
      this.shownNotes.end();
    });
  }

  get shown(): Shown {
    return this.shownNotes.shown.get();
  }

  get editor(): Editor {
    const { shown } = this;
    if (shown.as !== "editor") throw new Error("no editor is on the screen");
    if (this.#editor?.on !== shown) {
      this.#editor?.editor.destroy();
      const editor = new Editor({
        element: document.createElement("div"),
        extensions: [...notesExtensions, Collaboration.configure({ fragment: shown.fragment })],
        onTransaction: ({ transaction }) => {
          if (transaction.docChanged && !isChangeOrigin(transaction)) shown.edited();
        },
      });
      this.#editor = { editor, on: shown };
    }
    return this.#editor.editor;
  }

  hear(update: Uint8Array): void {
    Y.applyUpdate(this.notes, update, "feed");
  }
}

function written(change: (root: Y.XmlFragment) => void): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => change(doc.getXmlFragment(notesRoot)));
  return doc;
}

function element(name: string, ...children: (Y.XmlElement | Y.XmlText)[]): Y.XmlElement {
  const made = new Y.XmlElement(name);
  if (children.length > 0) made.insert(0, children);
  return made;
}
const line = (words: string) => element("paragraph", new Y.XmlText(words));
const titled = (words: string) => {
  const heading = element("heading", new Y.XmlText(words));
  heading.setAttribute("level", 3 as unknown as string);
  return heading;
};

const intact: [string, (root: Y.XmlFragment) => void][] = [
  ["nothing", () => undefined],
  ["an empty paragraph", (root) => root.push([element("paragraph")])],
  ["words", (root) => root.push([line("He sleeps badly"), line("since May")])],
  ["a title at the end", (root) => root.push([line("one"), titled("two")])],
  ["a quotation at the end", (root) => root.push([element("blockquote", line("said so"))])],
  [
    "two texts side by side",
    (root) => root.push([element("paragraph", new Y.XmlText("a"), new Y.XmlText("b"))]),
  ],
  [
    "lists, a rule and a break",
    (root) =>
      root.push([
        element("bulletList", element("listItem", line("one")), element("listItem", line("two"))),
        element("horizontalRule"),
        element("paragraph", new Y.XmlText("a"), element("hardBreak"), new Y.XmlText("b")),
      ]),
  ],
  [
    "marks",
    (root) => {
      const text = new Y.XmlText();
      root.push([element("paragraph", text)]);
      text.insert(0, "bold and all", { bold: {} });
      text.format(0, 4, { italic: {}, strike: {}, underline: {} });
    },
  ],
];

const unknown: [string, (root: Y.XmlFragment) => void][] = [
  ["an element of a newer editor", (root) => root.push([element("taskList", line("inside"))])],
  [
    "an element within a paragraph, its words in an attribute",
    (root) => {
      const mention = element("mention");
      mention.setAttribute("label", "inside");
      root.push([element("paragraph", mention)]);
    },
  ],
  [
    "a mark",
    (root) => {
      const text = new Y.XmlText();
      root.push([element("paragraph", text)]);
      text.insert(0, "inside", { highlight: { colour: "red" } });
    },
  ],
  [
    "an attribute",
    (root) => {
      const made = line("inside");
      made.setAttribute("textAlign", "right");
      root.push([made]);
    },
  ],
  ["a map among blocks", (root) => root.push([new Y.Map([["k", "inside"]]) as unknown as Y.XmlElement])],
  ["a text among blocks", (root) => root.push([new Y.Text("inside") as unknown as Y.XmlElement])],
  ["words outside of a block", (root) => root.push([new Y.XmlText("inside")])],
  [
    "a hook among blocks",
    (root) => {
      const hook = new Y.XmlHook("h");
      root.push([hook as unknown as Y.XmlElement]);
      hook.set("k", "inside");
    },
  ],
  [
    "a map in a paragraph",
    (root) => root.push([element("paragraph", new Y.Map([["k", "inside"]]) as unknown as Y.XmlText)]),
  ],
  [
    "an embed",
    (root) => {
      const text = new Y.XmlText("x");
      root.push([element("paragraph", text)]);
      text.insertEmbed(1, { note: "inside" });
    },
  ],
  ["blocks where none may be", (root) => root.push([element("paragraph", line("inside"))])],
];

test("[N13] the list of what may stand in notes is the editor's own", () => {
  const attributesOf = (type: { spec: { attrs?: object | null } }) =>
    Object.keys(type.spec.attrs ?? {}).sort();
  const { doc: _, text: __, ...nodes } = editorSchema.nodes;
  expect(
    Object.fromEntries([...notesElements].map(([name, attributes]) => [name, attributes.toSorted()])),
  ).toEqual(Object.fromEntries(Object.entries(nodes).map(([name, type]) => [name, attributesOf(type)])));
  expect(notesMarks.toSorted()).toEqual(Object.keys(editorSchema.marks).sort());
  expect(Object.values(editorSchema.marks).flatMap(attributesOf)).toEqual([]);
});

describe("[N10] looking at notes writes nothing", () => {
  test.each(intact)("[N10] opening, focusing and hearing more of notes with %s", (_, change) => {
    const screen = new Screen();
    const theirs = written(change);
    screen.hear(Y.encodeStateAsUpdate(theirs));
    const before = Y.encodeStateAsUpdate(screen.notes);
    screen.editor.commands.focus("end");
    screen.editor.commands.selectAll();
    expect(screen.left).toEqual([]);
    expect(Y.encodeStateAsUpdate(screen.notes)).toEqual(before);
    const sv = Y.encodeStateVector(theirs);
    theirs.getXmlFragment(notesRoot).push([line("and more")]);
    screen.hear(Y.encodeStateAsUpdate(theirs, sv));
    expect(screen.editor.getText()).toContain("and more");
    expect(screen.left).toEqual([]);
  });

  test.each(intact)(
    "[N10] what is typed into notes with %s leaves at once, and reads alike elsewhere",
    (_, change) => {
      const screen = new Screen();
      const theirs = written(change);
      screen.hear(Y.encodeStateAsUpdate(theirs));
      screen.editor.commands.insertContentAt(screen.editor.state.doc.content.size, {
        type: "paragraph",
        content: [{ type: "text", text: "typed here" }],
      });
      for (const update of screen.left) Y.applyUpdate(theirs, update);
      expect(theirs.store.pendingStructs).toBeNull();
      const [mine, other] = [screen.notes, theirs].map((doc) => doc.getXmlFragment(notesRoot).toString());
      expect(mine).toContain("typed here");
      expect(other).toBe(mine);
      // Presence goes by it, and is told again with it.
      expect(screen.notes.clientID).toBe(screen.client);
      screen.editor.commands.undo();
      for (const update of screen.left) Y.applyUpdate(theirs, update);
      expect(theirs.getXmlFragment(notesRoot).toString()).not.toContain("typed here");
    },
  );
});

describe("[N9] notes that hold what this version does not know", () => {
  test.each(unknown)("[N9] %s: every word is shown, no editor is bound, nothing is written", (_, change) => {
    const screen = new Screen();
    screen.hear(Y.encodeStateAsUpdate(written((root) => root.push([line("before")]))));
    const theirs = new Y.Doc();
    Y.applyUpdate(theirs, Y.encodeStateAsUpdate(screen.notes));
    change(theirs.getXmlFragment(notesRoot));
    // It comes while somebody writes.
    screen.editor.commands.insertContentAt(1, "typed ");
    const typed = screen.left.length;
    screen.hear(Y.encodeStateAsUpdate(theirs));
    const { shown } = screen;
    if (shown.as !== "words") throw new Error("the editor is still there");
    for (const words of ["typed before", "inside"]) expect(shown.text).toContain(words);
    for (const update of screen.left) Y.applyUpdate(theirs, update);
    expect(screen.left).toHaveLength(typed);
    const all = [screen.notes, theirs].map((doc) => JSON.stringify(Y.encodeStateAsUpdate(doc)));
    expect(new Set(all).size).toBe(1);

    // Opened anew, too.
    const later = new Screen();
    later.hear(Y.encodeStateAsUpdate(theirs));
    expect(later.shown.as).toBe("words");
    expect(later.left).toEqual([]);
  });

  test("[N9] when what was not known is gone the editor is back", () => {
    const screen = new Screen();
    const theirs = written((root) => root.push([line("stays"), element("taskList", line("goes"))]));
    screen.hear(Y.encodeStateAsUpdate(theirs));
    expect(screen.shown).toEqual({ as: "words", text: "stays\n\ngoes" });
    theirs.getXmlFragment(notesRoot).delete(1, 1);
    screen.hear(Y.encodeStateAsUpdate(theirs));
    screen.editor.commands.insertContentAt(1, "it ");
    for (const update of screen.left) Y.applyUpdate(theirs, update);
    expect(theirs.getXmlFragment(notesRoot).toString()).toBe("<paragraph>it stays</paragraph>");
  });
});
