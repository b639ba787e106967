import "@mantine/tiptap/styles.css";
import { RichTextEditor } from "@mantine/tiptap";
import { Collaboration, isChangeOrigin } from "@tiptap/extension-collaboration";
import { useEditor } from "@tiptap/react";
import { type ComponentProps, useEffect, useRef } from "react";
import { cursorsOf } from "./cursors.ts";
import { notesExtensions } from "./editor-schema.ts";
import classes from "./notes.module.css";
import type { OpenNotes } from "./open-notes.ts";
import type { Shown } from "./shown-notes.ts";

/** Characters of one paste: about six pages, well below what one push may carry (256 KiB) however they are marked up. */
export const pasteCharacters = 20_000;

/** The same class: Mantine's types reach tiptap's CommonJS declarations, ours its ES ones. */
type MantineEditor = ComponentProps<typeof RichTextEditor>["editor"];

export type NotesEditorProps = {
  notes: OpenNotes;
  on: Extract<Shown, { as: "editor" }>;
  me: string;
  /** False where the policy lets this person read and not write. */
  mayWrite: boolean;
  onPasteTooLong: () => void;
};

/** The text itself, with what formats it. */
export function NotesEditor({ notes, on, me, mayWrite, onPasteTooLong }: NotesEditorProps) {
  const tooLong = useRef(onPasteTooLong);
  tooLong.current = onPasteTooLong;
  const editor = useEditor(
    {
      extensions: [
        ...notesExtensions,
        Collaboration.configure({ fragment: on.fragment }),
        cursorsOf(notes.awareness, me),
      ],
      editable: mayWrite,
      // Its style tag would need a hole in the content security policy; the same rules are in notes.module.css.
      injectCSS: false,
      editorProps: {
        attributes: {
          "aria-label": "Case notes",
          dir: "auto",
          "aria-multiline": "true",
          role: "textbox",
          "aria-readonly": String(!mayWrite),
        },
        handlePaste(_, event) {
          const length = event.clipboardData?.getData("text/plain").length ?? 0;
          if (length <= pasteCharacters) return false;
          tooLong.current();
          return true;
        },
      },
      onTransaction({ transaction }) {
        if (mayWrite && transaction.docChanged && !isChangeOrigin(transaction)) on.edited();
      },
      onFocus: () => notes.present("notes"),
      onBlur: () => notes.present("viewing"),
    },
    [notes, on, me, mayWrite],
  );

  useEffect(() => {
    // Words that are on no disk yet must not be lost to a careless click.
    const warn = (event: BeforeUnloadEvent) => {
      if (notes.saving.get() === "failed") event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [notes]);

  return (
    <RichTextEditor
      editor={editor as unknown as MantineEditor}
      className={classes.editor}
      withTypographyStyles={false}
    >
      {mayWrite && (
        <RichTextEditor.Toolbar className={classes.toolbar} role="group" aria-label="Formatting">
          <RichTextEditor.ControlsGroup>
            <RichTextEditor.Bold />
            <RichTextEditor.Italic />
            <RichTextEditor.Strikethrough />
          </RichTextEditor.ControlsGroup>
          <RichTextEditor.ControlsGroup>
            <RichTextEditor.H3 />
            <RichTextEditor.H4 />
            <RichTextEditor.BulletList />
            <RichTextEditor.OrderedList />
            <RichTextEditor.Blockquote />
          </RichTextEditor.ControlsGroup>
          <RichTextEditor.ControlsGroup>
            <RichTextEditor.Undo />
            <RichTextEditor.Redo />
          </RichTextEditor.ControlsGroup>
        </RichTextEditor.Toolbar>
      )}
      <RichTextEditor.Content className={classes.content} />
    </RichTextEditor>
  );
}
