import { Alert, Button, Text, Title } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { categories, modes, urgencies } from "../../shared/entries/codes.ts";
import { requestLimits } from "../../shared/entries/request-entries.ts";
import { openTicket } from "../replica/actions.ts";
import { useConnection, useDesk } from "../shell/desk.tsx";
import { BoundedTextarea, BoundedTextInput } from "../ui/bounded-text.tsx";
import { ChoiceCards } from "../ui/choice-cards.tsx";
import { categoryWords, modeWords, urgencyWords } from "../ui/code-words.ts";
import { CrisisCard } from "../ui/crisis-card.tsx";
import { CrisisUnsent } from "../ui/crisis-unsent.tsx";
import { LoadingState } from "../ui/loading-state.tsx";
import { typicalWaitWords } from "../ui/typical-wait.ts";
import { useSubmit } from "../ui/use-submit.ts";
import { refusalOf } from "../ui/use-ticket-act.ts";
import { type AskDraft, checkAsk, type Missing } from "./ask-draft.ts";
import classes from "./ask-screen.module.css";
import { modeHints, urgencyHints } from "./hints.ts";
import { useAskDraft } from "./use-ask-draft.ts";

/** The short form with which a student asks for help. */
export function AskScreen() {
  const { draft, change, take } = useAskDraft();
  useEffect(() => {
    document.title = "Ask for help · Alcove";
  }, []);
  return (
    <div className={classes.page}>
      <div>
        <Title order={1} size="h2">
          Ask for help
        </Title>
        <Text c="dimmed" mt={4}>
          Five short questions, read by the counselors of your campus.
        </Text>
      </div>
      {draft === null ? (
        <LoadingState label="Opening the form" />
      ) : (
        <AskForm draft={draft} change={change} take={take} />
      )}
    </div>
  );
}

type AskFormProps = {
  draft: AskDraft;
  change: (changed: Partial<AskDraft>) => void;
  take: ReturnType<typeof useAskDraft>["take"];
};

function AskForm({ draft, change, take }: AskFormProps) {
  const desk = useDesk();
  const { state } = useConnection();
  const connected = state === "synced" || state === "syncing";
  const navigate = useNavigate();
  const form = useRef<HTMLFormElement>(null);
  const [missing, setMissing] = useState<Missing>({});
  const { submit, working, problem } = useSubmit(async () => {
    const checked = checkAsk(draft);
    if (!checked.complete) {
      setMissing(checked.missing);
      // After the errors are on the screen: the first of them takes the focus.
      setTimeout(() =>
        form.current
          ?.querySelector<HTMLElement>(
            '[aria-invalid="true"] input, input[aria-invalid="true"], textarea[aria-invalid="true"]',
          )
          ?.focus(),
      );
      return;
    }
    const ticketId = await take((known) => openTicket(desk, checked.asked, known));
    // Another tab sent it first: it stands among one's own requests.
    await navigate(ticketId === null ? "/" : `/tickets/${ticketId}`, { replace: true });
  });
  const crisis = draft.urgency === "crisis";

  return (
    <form
      ref={form}
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <ChoiceCards
        legend="What is it about?"
        name="category"
        value={draft.category}
        error={draft.category === null ? missing.category : undefined}
        onChange={(category) => change({ category })}
        options={categories.map((value) => ({ value, label: categoryWords[value] }))}
      />
      <ChoiceCards
        legend="How soon do you need someone?"
        name="urgency"
        value={draft.urgency}
        error={draft.urgency === null ? missing.urgency : undefined}
        onChange={(urgency) => change({ urgency })}
        options={urgencies.map((value) => ({
          value,
          label: urgencyWords[value],
          hint: urgencyHints[value],
        }))}
      />
      {crisis &&
        (connected ? (
          <CrisisCard lines={desk.campus.crisisLines}>
            You can send this too. It goes to the top of the queue, but a call is answered sooner.
          </CrisisCard>
        ) : (
          <CrisisUnsent lines={desk.campus.crisisLines} why={state === "full" ? "full" : "offline"} />
        ))}
      <ChoiceCards
        legend="How would you like to talk?"
        name="mode"
        value={draft.mode}
        error={draft.mode === null ? missing.mode : undefined}
        onChange={(mode) => change({ mode })}
        options={modes.map((value) => ({ value, label: modeWords[value], hint: modeHints[value] }))}
      />
      <BoundedTextInput
        label="In a few words"
        description="A title, so that a counselor knows what it is about."
        most={requestLimits.title}
        value={draft.title}
        error={draft.title.trim() === "" ? missing.title : undefined}
        onChange={(event) => change({ title: event.currentTarget.value })}
      />
      <BoundedTextarea
        label="What would you like to say?"
        description="As much or as little as you like. You can also leave it for the conversation."
        autosize
        minRows={5}
        maxRows={18}
        most={requestLimits.description}
        value={draft.description}
        onChange={(event) => change({ description: event.currentTarget.value })}
      />
      {problem !== null && (
        <Alert color="red" role="alert">
          {refusalOf(problem)}
        </Alert>
      )}
      <div className={classes.send}>
        <Button type="submit" size="lg" loading={working}>
          {connected || state === "full" ? "Send" : "Keep, and send when back online"}
        </Button>
        <Text size="sm" c="dimmed">
          {typicalWaitWords(desk.campus.typicalWaitMs)} {desk.campus.responseHours}
        </Text>
      </div>
    </form>
  );
}
