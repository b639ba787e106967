import { Button, NumberInput, Text } from "@mantine/core";
import { useState } from "react";
import { fileBytes } from "../../shared/attachments/limits.ts";
import { api, NetworkProblem, sentenceOf } from "../account/api.ts";
import { ProblemAlert } from "../account/problem-alert.tsx";
import { fileSettings, fileSettingsPath } from "../attachments/campus-limit.ts";
import { LoadingState } from "../ui/loading-state.tsx";
import { useFetched } from "../ui/use-fetched.ts";
import { useSubmit } from "../ui/use-submit.ts";
import classes from "./settings.module.css";

const mb = 1024 * 1024;

/** How large a file in a conversation may be. */
export function FileSize() {
  const { fetched, again } = useFetched(() => api.get(fileSettingsPath, fileSettings));
  if (fetched.state === "loading") return <LoadingState label="Fetching the size of files" rows={1} />;
  if (fetched.state === "failed") {
    return (
      <div className={classes.row}>
        <Text size="sm" c="dimmed">
          {fetched.problem instanceof NetworkProblem
            ? "The size of files is set with the network."
            : sentenceOf(fetched.problem)}
        </Text>
        <Button variant="default" onClick={() => void again()}>
          Try again
        </Button>
      </div>
    );
  }
  return <Form megabytes={Math.round(fetched.value.fileBytes / mb)} />;
}

function Form({ megabytes }: { megabytes: number }) {
  const [chosen, setChosen] = useState<number | string>(megabytes);
  const [saved, setSaved] = useState(false);
  const { submit, working, problem } = useSubmit(async () => {
    setSaved(false);
    await api.put(fileSettingsPath, { fileBytes: Number(chosen) * mb }, fileSettings);
    setSaved(true);
  });
  return (
    <form
      className={classes.rows}
      onSubmit={(event) => {
        event.preventDefault();
        if (Number.isInteger(chosen)) void submit();
      }}
    >
      <ProblemAlert problem={problem} />
      <NumberInput
        label="Largest file in a conversation, in MB"
        description={`Pictures, PDF, text and office files. Between ${fileBytes.least / mb} and ${fileBytes.most / mb}.`}
        min={fileBytes.least / mb}
        max={fileBytes.most / mb}
        allowDecimal={false}
        value={chosen}
        onChange={setChosen}
      />
      <div className={classes.row}>
        <Text size="sm" role="status">
          {saved ? "Saved. Every device hears it when it opens a conversation." : ""}
        </Text>
        <Button type="submit" loading={working}>
          Save the size
        </Button>
      </div>
    </form>
  );
}
