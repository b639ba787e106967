import { VisuallyHidden } from "@mantine/core";
import type { TicketState } from "../../shared/ticket/state.ts";
import classes from "./marks.module.css";
import { stepsOf } from "./steps.ts";

/** Where a ticket is, as a line of steps in words a student uses. */
export function StatusSteps({ state, late }: { state: TicketState; late: boolean }) {
  return (
    <ol className={classes.steps} aria-label="Where your request is">
      {stepsOf(state, late).map(({ label, place }) => (
        <li
          key={label}
          className={classes.step}
          data-reached={place !== "ahead"}
          data-current={place === "current"}
          aria-current={place === "current" ? "step" : undefined}
        >
          {label}
          {place === "done" && <VisuallyHidden> (done)</VisuallyHidden>}
        </li>
      ))}
    </ol>
  );
}
