import { Text, Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import classes from "./outside-page.module.css";

type OutsidePageProps = { title: string; lead?: ReactNode; children: ReactNode; below?: ReactNode };

/** One card in the middle: every screen before the desk. Takes the focus, so that a screen reader begins here. */
export function OutsidePage({ title, lead, children, below }: OutsidePageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Alcove`;
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <div className={classes.page}>
      <section className={classes.card}>
        <Title order={1} size="h2" ref={heading} tabIndex={-1}>
          {title}
        </Title>
        {lead !== undefined && (
          <Text component="div" c="dimmed" mt={6}>
            {lead}
          </Text>
        )}
        <div className={classes.content}>{children}</div>
      </section>
      {below !== undefined && <div className={classes.below}>{below}</div>}
    </div>
  );
}
