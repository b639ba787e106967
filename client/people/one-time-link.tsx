import { Button, CopyButton, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./people.module.css";

/** Shown once: the server keeps only a hash of it. */
export function OneTimeLink({
  link,
  children,
  onClose,
}: {
  link: string;
  children: ReactNode;
  onClose: () => void;
}) {
  return (
    <Stack>
      <Text component="div">{children}</Text>
      <output className={classes.link}>{link}</output>
      <Text size="sm" c="dimmed">
        It is shown only now. If it gets lost, make another one; this one ends then.
      </Text>
      <Group justify="flex-end">
        <CopyButton value={link}>
          {({ copied, copy }) => (
            <Button onClick={copy} variant={copied ? "light" : "filled"}>
              {copied ? "Copied" : "Copy the link"}
            </Button>
          )}
        </CopyButton>
        <Button variant="default" onClick={onClose}>
          Done
        </Button>
      </Group>
    </Stack>
  );
}
