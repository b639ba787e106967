import { Alert } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import classes from "./notes.module.css";

/** Notes that this version's editor cannot show whole: every word, and nothing that could change them. */
export function NotesWords({ text }: { text: string }) {
  return (
    <>
      <Alert
        color="yellow"
        icon={<IconInfoCircle />}
        title="These notes need a newer version of Alcove"
        className={classes.alert}
      >
        Part of them was made with something this version does not know. Below is every word, as plain text.
        Nothing is changed while you read.
      </Alert>
      <div className={classes.words} role="document" aria-label="Case notes, as plain text" dir="auto">
        {text === "" ? "There are no words in these notes." : text}
      </div>
    </>
  );
}
