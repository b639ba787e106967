import { Alert, Button, Checkbox, Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { z } from "zod";
import { api, NetworkProblem, nothing, sentenceOf } from "../account/api.ts";
import { ProblemAlert } from "../account/problem-alert.tsx";
import { useDesk } from "../shell/desk.tsx";
import { LoadingState } from "../ui/loading-state.tsx";
import { useFetched } from "../ui/use-fetched.ts";
import { type MeetingsAnswer, meetingProviders, meetingsAnswer } from "../ui/use-meetings.ts";
import { useSubmit } from "../ui/use-submit.ts";
import { googleOutcomeOf, googleOutcomes } from "./google-outcome.ts";
import classes from "./settings.module.css";

const providerWords: Record<MeetingsAnswer["provider"], { label: string; description: string }> = {
  "google-meet": { label: "Google Meet", description: "An event with a neutral title in a Google calendar." },
  jitsi: { label: "Jitsi", description: "A room with a name that nobody can guess." },
  none: { label: "None", description: "Counselors paste a link of their own." },
};

const consentAnswer = z.object({ url: z.url() });

/** Who makes the links of sessions by video: chosen by admins; counselors connect their own account. */
export function Meetings() {
  const { me } = useDesk();
  const { fetched, again } = useFetched(() => api.get("/api/meetings", meetingsAnswer));
  if (fetched.state === "loading") return <LoadingState label="Fetching the meeting provider" rows={1} />;
  if (fetched.state === "failed") {
    return (
      <div className={classes.row}>
        <Text size="sm" c="dimmed">
          {fetched.problem instanceof NetworkProblem
            ? "Meeting links are set with the network."
            : sentenceOf(fetched.problem)}
        </Text>
        <Button variant="default" onClick={() => void again()}>
          Try again
        </Button>
      </div>
    );
  }
  const { value } = fetched;
  return (
    <>
      {me.role === "admin" ? (
        <ProviderChoice answer={value} again={again} />
      ) : (
        <Text>
          {providerWords[value.provider].label}. {providerWords[value.provider].description}
        </Text>
      )}
      {me.role === "counselor" && value.google.way === "accounts" && (
        <OwnGoogle answer={value} again={again} />
      )}
    </>
  );
}

type PartProps = { answer: MeetingsAnswer; again: () => Promise<void> };

function ProviderChoice({ answer, again }: PartProps) {
  const [provider, setProvider] = useState(answer.provider);
  const [inviteStudent, setInviteStudent] = useState(answer.inviteStudent);
  const [saved, setSaved] = useState(false);
  const { submit, working, problem } = useSubmit(async () => {
    await api.put("/api/meetings", { provider, inviteStudent }, meetingsAnswer);
    await again();
    setSaved(true);
  });
  const missing = meetingProviders.filter((each) => !answer.choices.includes(each));
  return (
    <form
      className={classes.rows}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <ProblemAlert problem={problem} />
      <Radio.Group
        label="Links for sessions by video"
        value={provider}
        onChange={(chosen) => {
          setSaved(false);
          setProvider(answer.choices.find((each) => each === chosen) ?? provider);
        }}
      >
        <Stack gap="xs" mt="xs">
          {answer.choices.map((each) => (
            <Radio key={each} value={each} {...providerWords[each]} />
          ))}
        </Stack>
      </Radio.Group>
      {provider === "google-meet" && (
        <Checkbox
          label="Let Google invite the student"
          description="Google then learns the student's mail address, and sends them a mail."
          checked={inviteStudent}
          onChange={(event) => {
            setSaved(false);
            setInviteStudent(event.currentTarget.checked);
          }}
        />
      )}
      <div className={classes.row}>
        <Text size="sm" role="status">
          {saved ? "Saved." : ""}
        </Text>
        <Button type="submit" loading={working}>
          Save meeting links
        </Button>
      </div>
      {missing.length > 0 && (
        <Text size="sm" c="dimmed">
          {missing.map((each) => providerWords[each].label).join(" and ")}: set up where the server is hosted.
        </Text>
      )}
    </form>
  );
}

function OwnGoogle({ answer: { google }, again }: PartProps) {
  const [search] = useSearchParams();
  const outcome = googleOutcomeOf(search.get("google"));
  const connect = useSubmit(async () => {
    const { url } = await api.post("/api/google/connect", {}, consentAnswer);
    window.location.assign(url);
  });
  const disconnect = useSubmit(async () => {
    await api.post("/api/google/disconnect", {}, nothing);
    await again();
  });
  return (
    <>
      {outcome !== null && (
        <Alert color={outcome === "connected" ? "teal" : "yellow"} role="status">
          {googleOutcomes[outcome]}
        </Alert>
      )}
      <ProblemAlert problem={connect.problem ?? disconnect.problem} />
      <div className={classes.row}>
        <div>
          <Text fw={500}>Your Google account</Text>
          <Text size="sm" c="dimmed">
            {google.state === null && "Not connected. Google Meet links are made in your own calendar."}
            {google.state === "connected" && `Connected as ${google.email}.`}
            {google.state === "ended" &&
              `Google no longer accepts the connection as ${google.email}. Connect it again.`}
          </Text>
        </div>
        {google.state !== "connected" && (
          <Button loading={connect.working} onClick={() => void connect.submit()}>
            {google.state === null ? "Connect Google" : "Connect again"}
          </Button>
        )}
        {google.state !== null && (
          <Button variant="default" loading={disconnect.working} onClick={() => void disconnect.submit()}>
            Disconnect
          </Button>
        )}
      </div>
    </>
  );
}
