import { Avatar } from "@mantine/core";
import { initialsOf } from "./initials.ts";

/** A person's initials. The name stands beside it or is said by its row, so this says nothing by itself. */
export function PersonMark({ name, size = 34 }: { name: string; size?: number }) {
  return (
    <Avatar size={size} radius="xl" variant="light" color="gray" aria-hidden="true">
      {initialsOf(name)}
    </Avatar>
  );
}
