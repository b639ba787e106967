import type { OptionsFilter } from "@mantine/core";
import { holdsAll } from "../../shared/text/comparable.ts";

/** What a list to choose from shows of its options for what is typed: compared as in every other search. */
export const optionsFound: OptionsFilter = ({ options, search }) =>
  options.filter((option) => "label" in option && holdsAll(option.label, search));
