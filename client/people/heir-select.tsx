import { NativeSelect } from "@mantine/core";
import { mayTake } from "../ui/may-take.ts";
import { toldApart } from "../ui/told-apart.ts";
import { usePeople } from "../ui/use-people.ts";
import type { PersonWithTimes } from "./people-answers.ts";
import { heirsOf } from "./people-filter.ts";

type HeirSelectProps = {
  person: PersonWithTimes;
  people: readonly PersonWithTimes[];
  value: string | null;
  onChange: (to: string | null) => void;
};

/** Who takes over a counselor's open tickets; null: they go back to the queue. */
export function HeirSelect({ person, people, value, onChange }: HeirSelectProps) {
  // The list was fetched; what the device hears since counts too.
  const { people: heard } = usePeople();
  const barred = new Set(heard.filter((each) => !mayTake(each)).map(({ id }) => id));
  const heirs = heirsOf(people, person.id).filter(({ id }) => !barred.has(id));
  return (
    <NativeSelect
      label="Their open tickets go"
      description="Conversations and notes go with the ticket. Their devices delete them the next time they connect."
      value={value ?? ""}
      onChange={(event) => onChange(event.currentTarget.value === "" ? null : event.currentTarget.value)}
      data={[
        { value: "", label: "Back to the queue" },
        ...[...toldApart(heirs)].map(([id, name]) => ({
          value: id,
          label: `To ${name}`,
        })),
      ]}
    />
  );
}
