import { Textarea, type TextareaProps, TextInput, type TextInputProps } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import classes from "./bounded-text.module.css";
import { tooLongWords } from "./too-long.ts";

/** How much of what is too much is shown, in characters: enough to find the place. */
const markedCharacters = 120;

/** By how much a text is too long, and where it begins to be; nothing where it fits. */
export function TooLong({ text, most }: { text: string; most: number }): ReactNode {
  const words = tooLongWords(text, most);
  if (words === null) return null;
  const excess = text.slice(most, most + markedCharacters);
  return (
    <span className={classes.excess}>
      {words} Too much:{" "}
      <mark dir="auto">{text.length - most > markedCharacters ? `${excess}…` : excess}</mark>
    </span>
  );
}

/** `most`: characters that fit. What is beyond stays in the field, is marked, and keeps its form from being sent. */
type Bounded<Props> = Omit<Props, "value" | "maxLength"> & { value: string; most: number };

export function BoundedTextInput({ most, value, error, ...props }: Bounded<TextInputProps>) {
  const field = useRef<HTMLInputElement>(null);
  const over = tooLongWords(value, most);
  useEffect(() => field.current?.setCustomValidity(over ?? ""), [over]);
  return (
    <TextInput
      {...props}
      ref={field}
      value={value}
      error={over === null ? error : <TooLong text={value} most={most} />}
    />
  );
}

export function BoundedTextarea({ most, value, error, ...props }: Bounded<TextareaProps>) {
  const field = useRef<HTMLTextAreaElement>(null);
  const over = tooLongWords(value, most);
  useEffect(() => field.current?.setCustomValidity(over ?? ""), [over]);
  return (
    <Textarea
      {...props}
      ref={field}
      value={value}
      error={over === null ? error : <TooLong text={value} most={most} />}
    />
  );
}
