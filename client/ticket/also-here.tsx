import { Text } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";
import { Fragment } from "react";
import type { Activity, Present } from "../sync/presence.ts";
import classes from "./ticket.module.css";

const activityWords: { readonly [Each in Activity]: string } = {
  viewing: "",
  typing: " (typing)",
  notes: " (in the notes)",
};

/** Who else has this ticket open, and what they are doing there. */
export function AlsoHere({ others }: { others: readonly Present[] }) {
  return (
    <Text size="xs" c="dimmed" role="status" className={classes.alsoHere}>
      {others.length > 0 && (
        <>
          <IconEye size={14} aria-hidden="true" />
          Also here:{" "}
          {others.map((other, index) => (
            <Fragment key={other.id}>
              {index > 0 && ", "}
              <bdi>{other.name}</bdi>
              {activityWords[other.activity]}
            </Fragment>
          ))}
        </>
      )}
    </Text>
  );
}
