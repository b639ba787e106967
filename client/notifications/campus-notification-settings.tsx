import { Button, NumberInput, Text } from "@mantine/core";
import { useState } from "react";
import { campusNotifications } from "../../shared/notifications/answers.ts";
import { api, sentenceOf } from "../account/api.ts";
import { ProblemAlert } from "../account/problem-alert.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { LoadingState } from "../ui/loading-state.tsx";
import { useFetched } from "../ui/use-fetched.ts";
import { useSubmit } from "../ui/use-submit.ts";
import classes from "./notifications.module.css";

/** What an admin sets about crisis calls. */
export function CampusNotificationSettings() {
  const { fetched, again } = useFetched(() => api.get("/api/notifications/campus", campusNotifications));
  if (fetched.state === "loading") return <LoadingState label="Fetching how crises are said" rows={1} />;
  if (fetched.state === "failed") {
    return <ErrorState onRetry={() => void again()}>{sentenceOf(fetched.problem)}</ErrorState>;
  }
  return <Repeat minutes={fetched.value.crisisRepeatMinutes} />;
}

function Repeat({ minutes }: { minutes: number }) {
  const [every, setEvery] = useState<number | string>(minutes);
  const [saved, setSaved] = useState(false);
  const { submit, working, problem } = useSubmit(async () => {
    setSaved(false);
    await api.put("/api/notifications/campus", { crisisRepeatMinutes: Number(every) }, campusNotifications);
    setSaved(true);
  });
  return (
    <form
      className={classes.times}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <ProblemAlert problem={problem} />
      <NumberInput
        label="Minutes until a crisis that nobody has is said again"
        required
        min={1}
        max={60}
        allowDecimal={false}
        value={every}
        onChange={setEvery}
      />
      <Button type="submit" variant="default" loading={working}>
        Save
      </Button>
      <Text size="sm" role="status">
        {saved ? "Saved." : ""}
      </Text>
    </form>
  );
}
