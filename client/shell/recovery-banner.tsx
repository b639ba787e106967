import { Button, Text } from "@mantine/core";
import { Link, useLocation } from "react-router";
import { recoveriesAnswer } from "../people/recoveries-answer.ts";
import classes from "./banners.module.css";
import { useDesk } from "./desk.tsx";
import { useAsked } from "./use-asked.ts";

/** Tells a counselor that somebody's new password waits for them to confirm it. */
export function RecoveryBanner() {
  const { me } = useDesk();
  const { pathname } = useLocation();
  const heard = useAsked("/api/recoveries", recoveriesAnswer, me.role === "counselor");
  const [first, ...more] = heard?.recoveries ?? [];
  if (first === undefined || pathname === "/recoveries") return null;
  return (
    <div className={classes.banner} role="status">
      <Text size="sm">
        {more.length === 0
          ? `${first.person.name}'s account has a new password. Please confirm that they set it.`
          : `${more.length + 1} accounts have a new password. Please confirm that their owners set it.`}
      </Text>
      <Button size="compact-sm" variant="default" component={Link} to="/recoveries">
        Confirm
      </Button>
    </div>
  );
}
