import { VisuallyHidden } from "@mantine/core";
import type { TicketStatus } from "../../shared/entries/codes.ts";
import classes from "./marks.module.css";
import { stepOf, steps } from "./steps.ts";

/** A ticket's status as a line of steps, in words a student uses. */
export function StatusSteps({ status }: { status: TicketStatus }) {
  const current = stepOf(status);
  return (
    <ol className={classes.steps} aria-label="Where your request is">
      {steps.map((step, index) => (
        <li
          key={step}
          className={classes.step}
          data-reached={index <= current}
          data-current={index === current}
          aria-current={index === current ? "step" : undefined}
        >
          {step}
          {index < current && <VisuallyHidden> (done)</VisuallyHidden>}
        </li>
      ))}
    </ol>
  );
}
