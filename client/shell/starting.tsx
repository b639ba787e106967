import { Loader } from "@mantine/core";
import classes from "./starting.module.css";

/** For the blink in which the device is asked who is here. */
export function Starting() {
  return (
    <div className={classes.starting} role="status" aria-label="Opening Alcove">
      <Loader />
    </div>
  );
}
