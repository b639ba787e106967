import { Alert, Button, Text } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import {
  type NotificationsAnswer,
  notificationsAnswer,
  phoneNumber,
  testAnswer,
} from "../../shared/notifications/answers.ts";
import type { ChannelName } from "../../shared/notifications/kinds.ts";
import { unreachable } from "../../shared/unreachable.ts";
import { api } from "../account/api.ts";
import { ProblemAlert } from "../account/problem-alert.tsx";
import { useMe } from "../shell/desk.tsx";
import { BoundedTextInput } from "../ui/bounded-text.tsx";
import { lacks, lackWords } from "../ui/browser-lacks.ts";
import { useSubmit } from "../ui/use-submit.ts";
import classes from "./notifications.module.css";
import { mendPush, type PushState, pushState, turnPushOff, turnPushOn } from "./push-device.ts";

type Props = { answer: NotificationsAnswer; onChanged: () => Promise<void> };

/** One row for each way out of the app, each with its own test. */
export function Channels({ answer, onChanged }: Props) {
  const { push, mail, sms } = answer.channels;
  return (
    <div>
      <Push publicKey={push.publicKey} devices={push.devices} onChanged={onChanged} />
      <Channel
        name="E-mail"
        facts={mail.setUp ? mail.address : "Not set up on this campus."}
        test={mail.setUp ? "mail" : null}
        onChanged={onChanged}
      >
        {mail.bounce !== null && (
          <Alert color="yellow">
            Your mailbox refuses our mail ({mail.bounce.detail}). Nothing is sent there until a test arrives
            or your address is another one.
          </Alert>
        )}
      </Channel>
      <Channel
        name="SMS"
        facts={sms.setUp ? null : "Not set up on this campus."}
        test={sms.setUp && answer.phone !== null ? "sms" : null}
        onChanged={onChanged}
      >
        {sms.setUp && <Phone key={answer.phone ?? ""} phone={answer.phone} onChanged={onChanged} />}
      </Channel>
    </div>
  );
}

function Push({
  publicKey,
  devices,
  onChanged,
}: {
  publicKey: string;
  devices: number;
  onChanged: () => Promise<void>;
}) {
  const me = useMe();
  const [state, setState] = useState<Shown | null>(null);
  useEffect(() => {
    // What the browser alone believes is not shown: the server may know nothing of it.
    mendPush(me.id).then(setState, async () =>
      setState((await pushState(me.id)) === "on" ? "untold" : "off"),
    );
  }, [me.id]);
  const { submit, working, problem } = useSubmit(async (on: boolean) => {
    setState(await (on ? turnPushOn(me.id, publicKey) : turnPushOff()));
    await onChanged();
  });
  const others = `${devices} ${devices === 1 ? "browser of yours takes" : "browsers of yours take"} them.`;
  return (
    <Channel
      name="Push messages"
      facts={state === null ? "" : `${pushWords(state)} ${devices > 0 ? others : ""}`}
      test={devices > 0 ? "push" : null}
      onChanged={onChanged}
      action={
        state === "on" || state === "off" || state === "untold" ? (
          <Button size="xs" variant="default" loading={working} onClick={() => void submit(state !== "on")}>
            {state === "on" ? "Turn off on this browser" : "Turn on on this browser"}
          </Button>
        ) : null
      }
    >
      <ProblemAlert problem={problem} />
    </Channel>
  );
}

/** `untold`: on in this browser, and the server could not be told. */
type Shown = PushState | "untold";

function pushWords(state: Shown): string {
  switch (state) {
    case "unsupported":
      return lacks().homeScreen
        ? lackWords.homeScreen
        : "This browser takes no push messages. To get them, open Alcove in another browser.";
    case "denied":
      return "This browser does not allow them. You can change that in its settings for this site.";
    case "untold":
      return "Turned on in this browser, but the server could not be told. No messages come until it is.";
    case "off":
      return "Off on this browser.";
    case "on":
      return "On on this browser.";
    default:
      return unreachable(state);
  }
}

function Phone({ phone, onChanged }: { phone: string | null; onChanged: () => Promise<void> }) {
  const [number, setNumber] = useState(phone ?? "");
  const { submit, working, problem } = useSubmit(async () => {
    const given = number.replace(/[\s()/.-]/g, "");
    await api.put("/api/notifications/phone", { phone: given === "" ? null : given }, notificationsAnswer);
    await onChanged();
  });
  const given = number.replace(/[\s()/.-]/g, "");
  const wrong = given !== "" && !phoneNumber.safeParse(given).success;
  return (
    <form
      className={classes.times}
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) void submit();
      }}
    >
      <ProblemAlert problem={problem} />
      <BoundedTextInput
        type="tel"
        label="Your number"
        description="With its country code, such as +49 151 12345678. Empty: none."
        autoComplete="tel"
        most={32}
        value={number}
        error={wrong ? "Write it with a plus and the country code." : null}
        onChange={(event) => setNumber(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={working} disabled={given === (phone ?? "")}>
        Save the number
      </Button>
    </form>
  );
}

type ChannelProps = {
  name: string;
  facts: string | null;
  /** Null: there is nothing to test. */
  test: ChannelName | null;
  action?: ReactNode;
  children?: ReactNode;
  onChanged: () => Promise<void>;
};

function Channel({ name, facts, test, action, children, onChanged }: ChannelProps) {
  const [told, setTold] = useState<string | null>(null);
  const { submit, working, problem } = useSubmit(async (channel: ChannelName) => {
    setTold(null);
    setTold((await api.post("/api/notifications/test", { channel }, testAnswer)).detail);
    await onChanged();
  });
  return (
    <section className={classes.channel} aria-label={name}>
      <div className={classes.about}>
        <Text fw={500}>{name}</Text>
        {facts !== null && (
          <Text size="sm" c="dimmed">
            {facts}
          </Text>
        )}
        {children}
        <ProblemAlert problem={problem} />
        <Text size="sm" role="status">
          {told ?? ""}
        </Text>
      </div>
      {action}
      {test !== null && (
        <Button
          size="xs"
          variant="default"
          aria-label={`Send a test: ${name}`}
          loading={working}
          onClick={() => void submit(test)}
        >
          Send a test
        </Button>
      )}
    </section>
  );
}
