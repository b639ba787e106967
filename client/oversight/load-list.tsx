import { Text, UnstyledButton } from "@mantine/core";
import type { Load } from "./facts.ts";
import classes from "./oversight.module.css";

type LoadListProps = { load: Load[]; chosen: string; onChoose: (id: string) => void };

/** Each counselor's running tickets as number and bar; choosing one shows theirs. */
export function LoadList({ load, chosen, onChoose }: LoadListProps) {
  const most = Math.max(1, ...load.map((each) => each.running));
  return (
    <ul className={classes.loads} aria-label="Load per counselor">
      {load.map((each) => (
        <li key={each.id}>
          <UnstyledButton
            className={classes.load}
            aria-pressed={chosen === each.id}
            onClick={() => onChoose(chosen === each.id ? "" : each.id)}
          >
            <span className={classes.loadName}>{each.name}</span>
            <Text span size="xs" c="dimmed">
              {each.running} running{each.urgent > 0 ? `, ${each.urgent} high or crisis` : ""}
            </Text>
            <span className={classes.track} aria-hidden="true">
              <span className={classes.bar} style={{ width: `${(each.running / most) * 100}%` }} />
            </span>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
