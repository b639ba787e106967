import { Button, Checkbox, Switch, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { type NotificationsAnswer, notificationsAnswer } from "../../shared/notifications/answers.ts";
import { type ChannelName, channels, topicsOf } from "../../shared/notifications/kinds.ts";
import type { Preferences } from "../../shared/notifications/preferences.ts";
import { api, NetworkProblem, sentenceOf } from "../account/api.ts";
import { ProblemAlert } from "../account/problem-alert.tsx";
import { useMe } from "../shell/desk.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { LoadingState } from "../ui/loading-state.tsx";
import { OfflineState } from "../ui/offline-state.tsx";
import { ownZone } from "../ui/time-words.ts";
import { useFetched } from "../ui/use-fetched.ts";
import { useSubmit } from "../ui/use-submit.ts";
import { Channels } from "./channels.tsx";
import classes from "./notifications.module.css";
import { channelWords, topicWords } from "./topic-words.ts";

/** What is offered first: most people sleep then. */
const usualNight = { from: "22:00", to: "07:00" } as const;

/** How a person is told outside the app: on call, channels with a test for each, what by which, and when not. */
export function NotificationSettings() {
  const { fetched, again } = useFetched(() => api.get("/api/notifications", notificationsAnswer));
  switch (fetched.state) {
    case "loading":
      return <LoadingState label="Fetching how you are reached" rows={4} />;
    case "failed":
      return fetched.problem instanceof NetworkProblem ? (
        <OfflineState title="These settings need the network" onRetry={() => void again()}>
          What you chose before goes on.
        </OfflineState>
      ) : (
        <ErrorState onRetry={() => void again()}>{sentenceOf(fetched.problem)}</ErrorState>
      );
    case "here":
      return <Reached answer={fetched.value} onChanged={again} />;
  }
}

type Props = { answer: NotificationsAnswer; onChanged: () => Promise<void> };

function Reached({ answer, onChanged }: Props) {
  return (
    <>
      {answer.onCall !== null && <OnCall onCall={answer.onCall} onChanged={onChanged} />}
      <Channels answer={answer} onChanged={onChanged} />
      <Choices answer={answer} onChanged={onChanged} />
      <Text size="sm" c="dimmed">
        What leaves the app never says who, what or about whom: only that there is something to see.
      </Text>
    </>
  );
}

function OnCall({ onCall, onChanged }: { onCall: boolean; onChanged: () => Promise<void> }) {
  const { submit, working, problem } = useSubmit(async (now: boolean) => {
    await api.put("/api/notifications/on-call", { onCall: now }, notificationsAnswer);
    await onChanged();
  });
  return (
    <>
      <ProblemAlert problem={problem} />
      <Switch
        label="I am on call"
        description="A crisis that nobody has calls you at any hour, again and again until somebody takes it. With nobody on call it calls every counselor."
        checked={onCall}
        disabled={working}
        onChange={(event) => void submit(event.currentTarget.checked)}
      />
    </>
  );
}

function Choices({ answer, onChanged }: Props) {
  const me = useMe();
  const [preferences, setPreferences] = useState<Preferences>(answer.preferences);
  const [quiet, setQuiet] = useState(answer.quiet);
  const [saved, setSaved] = useState(false);
  const { submit, working, problem } = useSubmit(async () => {
    setSaved(false);
    await api.put("/api/notifications", { preferences, quiet }, notificationsAnswer);
    await onChanged();
    setSaved(true);
  });
  const offered = channels.filter((channel) => channel === "push" || answer.channels[channel].setUp);
  const choose = (topic: keyof Preferences, channel: ChannelName, on: boolean) =>
    setPreferences((now) => ({ ...now, [topic]: { ...now[topic], [channel]: on } }));

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <ProblemAlert problem={problem} />
      {topicsOf(me.role).map((topic) => (
        // With a legend WebKit draws the border through the words.
        <fieldset key={topic} className={classes.topic} aria-labelledby={`topic-${topic}`}>
          <Text size="sm" id={`topic-${topic}`}>
            {topicWords(topic, me.role)}
          </Text>
          <div className={classes.choices}>
            {offered.map((channel) => (
              <Checkbox
                key={channel}
                label={channelWords[channel]}
                checked={preferences[topic][channel]}
                onChange={(event) => choose(topic, channel, event.currentTarget.checked)}
              />
            ))}
          </div>
        </fieldset>
      ))}
      <Switch
        mt="md"
        label="Quiet hours"
        description="What comes then is said once, when they end. A crisis does not wait."
        checked={quiet !== null}
        onChange={(event) =>
          setQuiet(event.currentTarget.checked ? { ...usualNight, timeZone: ownZone() } : null)
        }
      />
      {quiet !== null && (
        <div className={classes.times}>
          <TextInput
            type="time"
            label="From"
            required
            value={quiet.from}
            onChange={(event) => setQuiet({ ...quiet, from: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label="To"
            required
            value={quiet.to}
            onChange={(event) => setQuiet({ ...quiet, to: event.currentTarget.value })}
          />
          <Text size="sm" c="dimmed">
            On the clock of {quiet.timeZone}
          </Text>
        </div>
      )}
      <div className={classes.channel}>
        <Text size="sm" role="status">
          {saved ? "Saved." : ""}
        </Text>
        <Button type="submit" loading={working}>
          Save what reaches you
        </Button>
      </div>
    </form>
  );
}
