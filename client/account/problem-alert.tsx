import { Alert } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { sentenceOf } from "./api.ts";

/** What went wrong with a call, in a sentence, announced at once. Nothing while nothing did. */
export function ProblemAlert({ problem }: { problem: unknown }) {
  if (problem === null) return null;
  return (
    <Alert color="red" role="alert" icon={<IconAlertCircle size={20} aria-hidden="true" />}>
      {sentenceOf(problem)}
    </Alert>
  );
}
