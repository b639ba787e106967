import type { ReactNode } from "react";
import classes from "./choice-cards.module.css";

type ChoiceCardsProps<Value extends string> = {
  legend: string;
  name: string;
  options: readonly { value: Value; label: ReactNode; hint?: string }[];
  value: Value | null;
  onChange: (to: Value) => void;
  error?: string | undefined;
};

/** One of a few, each as a card big enough for a thumb. Native radio buttons underneath: arrow keys work. */
export function ChoiceCards<Value extends string>(props: ChoiceCardsProps<Value>) {
  const { legend, name, options, value, onChange, error } = props;
  return (
    <fieldset className={classes.group} aria-invalid={error !== undefined}>
      <legend className={classes.legend}>
        {legend}
        {error !== undefined && (
          <span className={classes.error} role="alert">
            {error}
          </span>
        )}
      </legend>
      <div className={classes.cards}>
        {options.map((option) => (
          <label
            key={option.value}
            className={classes.card}
            data-chosen={option.value === value || undefined}
          >
            <input
              className={classes.input}
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>
              <span className={classes.label}>{option.label}</span>
              {option.hint !== undefined && <span className={classes.hint}>{option.hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
