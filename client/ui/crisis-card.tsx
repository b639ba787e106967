import { Text, Title } from "@mantine/core";
import { IconHeartHandshake, IconPhone } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./crisis-card.module.css";
import { type CrisisLine, telLink } from "./crisis-line.ts";

type CrisisCardProps = {
  lines: readonly CrisisLine[];
  title?: string;
  /** A sentence above the lines. */
  children?: ReactNode;
};

/** Lines to call now: big, and dialled by one tap, with no network needed. */
export function CrisisCard({ lines, title = "You can talk to someone now", children }: CrisisCardProps) {
  return (
    <section className={classes.card} aria-label="Crisis lines">
      <Title order={2} size="h4" className={classes.title}>
        <IconHeartHandshake size={22} aria-hidden="true" />
        {title}
      </Title>
      {children !== undefined && (
        <Text component="div" mt="xs">
          {children}
        </Text>
      )}
      <ul className={classes.lines}>
        {lines.map((line) => (
          <li key={`${line.name} ${line.phone}`}>
            {line.phone === "" ? (
              <div className={classes.silent} dir="auto">
                {line.name}
              </div>
            ) : (
              <a className={classes.call} href={telLink(line.phone)}>
                <IconPhone size={24} aria-hidden="true" />
                <span>
                  <span className={classes.name} dir="auto">
                    {line.name}
                  </span>
                  <span className={classes.number}>{line.phone}</span>
                </span>
              </a>
            )}
            {line.note !== "" && (
              <p className={classes.note} dir="auto">
                {line.note}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
