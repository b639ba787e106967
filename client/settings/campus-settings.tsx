import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { campus as campusAnswer } from "../../shared/api/account.ts";
import { useAccount } from "../account/account.tsx";
import { api } from "../account/api.ts";
import { ProblemAlert } from "../account/problem-alert.tsx";
import { BoundedTextarea, BoundedTextInput } from "../ui/bounded-text.tsx";
import type { CrisisLine } from "../ui/crisis-line.ts";
import { useSubmit } from "../ui/use-submit.ts";
import { campusProblems } from "./campus-problems.ts";
import classes from "./settings.module.css";

/** More than this is not read in a crisis; the server takes no more either. */
const mostLines = 10;

type KeyedLine = CrisisLine & { key: string };
const keyed = (line: CrisisLine): KeyedLine => ({ ...line, key: crypto.randomUUID() });

/** Name, crisis lines and response hours. */
export function CampusSettings() {
  const { campus, hearCampus } = useAccount();
  const [name, setName] = useState(campus.name);
  const [hours, setHours] = useState(campus.responseHours);
  const [lines, setLines] = useState<KeyedLine[]>(() => campus.crisisLines.map(keyed));
  const [tried, setTried] = useState(false);
  const [savedAs, setSavedAs] = useState<string | null>(null);
  const changed = { name, responseHours: hours, crisisLines: lines.map(({ key: _, ...line }) => line) };
  const problems = campusProblems(changed);
  const { submit, working, problem } = useSubmit(async () => {
    setSavedAs(null);
    await hearCampus(await api.put("/api/campus", changed, campusAnswer));
    setSavedAs(JSON.stringify(changed));
  });
  const change = (key: string, part: Partial<CrisisLine>) =>
    setLines((now) => now.map((line) => (line.key === key ? { ...line, ...part } : line)));
  const { domains } = campus.signUp;

  return (
    <form
      className={classes.rows}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (problems.length === 0) void submit();
      }}
    >
      <ProblemAlert problem={problem} />
      <BoundedTextInput
        label="Name of the campus"
        required
        most={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <BoundedTextarea
        label="Response hours"
        description="Beside every message: when do people get an answer?"
        autosize
        minRows={2}
        most={300}
        value={hours}
        onChange={(event) => setHours(event.currentTarget.value)}
      />
      <Text fw={500}>Crisis lines</Text>
      {lines.map((line, index) => (
        <fieldset key={line.key} className={classes.line} aria-label={`Crisis line ${index + 1}`}>
          <BoundedTextInput
            label="Who answers"
            required
            most={100}
            value={line.name}
            onChange={(event) => change(line.key, { name: event.currentTarget.value })}
          />
          <BoundedTextInput
            label="Number"
            type="tel"
            required
            most={32}
            value={line.phone}
            onChange={(event) => change(line.key, { phone: event.currentTarget.value })}
          />
          <BoundedTextarea
            autosize
            minRows={1}
            label="Note"
            description="When it answers, in which languages, what it costs."
            most={300}
            value={line.note}
            onChange={(event) => change(line.key, { note: event.currentTarget.value })}
          />
          {lines.length > 1 && (
            <div>
              <Button
                variant="subtle"
                color="gray"
                size="compact-sm"
                aria-label={`Remove ${line.name || `crisis line ${index + 1}`}`}
                onClick={() => setLines((now) => now.filter((each) => each.key !== line.key))}
              >
                Remove
              </Button>
            </div>
          )}
        </fieldset>
      ))}
      <div className={classes.row}>
        <Button
          variant="default"
          disabled={lines.length >= mostLines}
          onClick={() => setLines((now) => [...now, keyed({ name: "", phone: "", note: "" })])}
        >
          Add a line
        </Button>
        <Button type="submit" loading={working}>
          Save the campus
        </Button>
      </div>
      {tried && problems.length > 0 && (
        <Text size="sm" role="alert" c="var(--mantine-color-error)">
          Not saved. {problems.join(" ")}
        </Text>
      )}
      <Text size="sm" role="status">
        {tried && problems.length > 0
          ? ""
          : savedAs === JSON.stringify(changed)
            ? "Saved. Every device hears it the next time it connects."
            : ""}
      </Text>
      <Text size="sm" c="dimmed">
        {domains.length === 0
          ? "New students are approved by an admin. Mail domains that need no approval are set where the server is hosted (ALCOVE_STUDENT_DOMAINS)."
          : `Students with an address at ${domains.join(", ")} start at once; others are approved by an admin. This is set where the server is hosted.`}
      </Text>
    </form>
  );
}
