import { NativeSelect } from "@mantine/core";
import { categories, ticketStatuses, urgencies } from "../../shared/entries/codes.ts";
import { categoryWords, choicesOf, statusWords, urgencyWords } from "../ui/code-words.ts";
import type { Filters } from "./facts.ts";
import classes from "./oversight.module.css";

type FilterBarProps = {
  filters: Filters;
  counselors: readonly { id: string; name: string }[];
  onChange: (filters: Filters) => void;
};

const statuses: { value: Filters["status"]; label: string }[] = [
  { value: "running", label: "All that run" },
  ...choicesOf(ticketStatuses, statusWords),
  { value: "ended", label: "All that are over" },
  { value: "all", label: "All" },
];

/** What the table shows. */
export function FilterBar({ filters, counselors, onChange }: FilterBarProps) {
  return (
    <search className={classes.filters} aria-label="Filters">
      <NativeSelect
        size="xs"
        label="Status"
        value={filters.status}
        data={statuses}
        onChange={(event) => {
          const { value } = event.currentTarget;
          const status = statuses.find((each) => each.value === value)?.value ?? filters.status;
          onChange({ ...filters, status });
        }}
      />
      <NativeSelect
        size="xs"
        label="Urgency"
        value={filters.urgency}
        data={[{ value: "", label: "Any" }, ...choicesOf([...urgencies].reverse(), urgencyWords)]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onChange({ ...filters, urgency: urgencies.find((each) => each === value) ?? "" });
        }}
      />
      <NativeSelect
        size="xs"
        label="About"
        value={filters.category}
        data={[{ value: "", label: "Anything" }, ...choicesOf(categories, categoryWords)]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onChange({ ...filters, category: categories.find((each) => each === value) ?? "" });
        }}
      />
      <NativeSelect
        size="xs"
        label="Who has it"
        value={filters.assigned}
        data={[
          { value: "", label: "Anyone" },
          { value: "nobody", label: "Nobody" },
          ...counselors.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(event) => onChange({ ...filters, assigned: event.currentTarget.value })}
      />
    </search>
  );
}
