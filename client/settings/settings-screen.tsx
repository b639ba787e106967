import { Button, Paper, Stack, Text, Title } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { type ReactNode, useEffect, useId } from "react";
import { useDesk } from "../shell/desk.tsx";
import { About } from "./about.tsx";
import { Appearance } from "./appearance.tsx";
import { CampusSettings } from "./campus-settings.tsx";
import { Devices } from "./devices.tsx";
import { FailedJobs } from "./failed-jobs.tsx";
import { FileSize } from "./file-size.tsx";
import { Meetings } from "./meetings.tsx";
import { PasswordChange } from "./password-change.tsx";
import { Profile } from "./profile.tsx";
import classes from "./settings.module.css";
import { ThisDevice } from "./this-device.tsx";

/** What other features let people set. */
type SettingsParts = { crisisCalls: ReactNode; notifications: ReactNode; calendar: ReactNode };

/** One's own account and this device; for admins the campus too. */
export function SettingsScreen({ crisisCalls, notifications, calendar }: SettingsParts) {
  const { me, signOut } = useDesk();
  useEffect(() => {
    document.title = "Settings · Alcove";
  }, []);
  return (
    <div className={classes.page}>
      <Title order={1} size="h2">
        Settings
      </Title>
      {me.role === "admin" && (
        <Section title="Campus" lead="What every student sees, also before signing in.">
          <CampusSettings />
        </Section>
      )}
      {me.role !== "student" && (
        <Section title="Meeting links">
          <Meetings />
        </Section>
      )}
      {me.role === "admin" && (
        <Section title="Files" lead="What students and counselors can send each other.">
          <FileSize />
        </Section>
      )}
      {me.role === "admin" && (
        <Section title="What gave up" lead="Links, mails and other work that the server could not do.">
          <FailedJobs />
        </Section>
      )}
      {me.role === "admin" ? (
        <Section
          title="Crisis calls"
          lead="Every counselor on call is called until somebody has the student."
        >
          {crisisCalls}
        </Section>
      ) : (
        <>
          <Section title="Notifications">{notifications}</Section>
          <Section title="Calendar" lead="Your sessions in a calendar of your own.">
            {calendar}
          </Section>
        </>
      )}
      <Section title="Profile">
        <Profile />
      </Section>
      <Section title="Appearance and keyboard">
        <Appearance />
      </Section>
      <Section title="This device">
        <ThisDevice />
      </Section>
      <Section title="Password" lead="A new password signs out your other devices.">
        <PasswordChange />
      </Section>
      <Section title="Where you are signed in">
        <Devices />
      </Section>
      <Section title="About">
        <About />
      </Section>
      <div>
        <Button
          variant="default"
          leftSection={<IconLogout size={18} aria-hidden="true" />}
          onClick={() => void signOut()}
        >
          Sign out
        </Button>
      </div>
    </div>
  );
}

function Section({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const id = useId();
  return (
    <Paper component="section" withBorder p="lg" radius="lg" className={classes.section} aria-labelledby={id}>
      <Title order={2} size="h4" id={id}>
        {title}
      </Title>
      {lead !== undefined && (
        <Text size="sm" c="dimmed">
          {lead}
        </Text>
      )}
      <Stack mt="md">{children}</Stack>
    </Paper>
  );
}
