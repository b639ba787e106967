import { Button, CopyButton, Group, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { z } from "zod";
import { api, NetworkProblem, nothing, sentenceOf } from "../account/api.ts";
import { ProblemAlert } from "../account/problem-alert.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { LoadingState } from "../ui/loading-state.tsx";
import { OfflineState } from "../ui/offline-state.tsx";
import { useFetched } from "../ui/use-fetched.ts";
import { useSubmit } from "../ui/use-submit.ts";
import { When } from "../ui/when.tsx";

const feed = z.object({ createdAt: z.number(), fetchedAt: z.number().nullable() });
const feedAnswer = z.object({ feed: feed.nullable() });
const madeAnswer = z.object({ feed, address: z.string() });

/** A private address at which a calendar program finds one's sessions; its owner makes, replaces and ends it. */
export function CalendarFeedSettings() {
  const { fetched, again } = useFetched(() => api.get("/api/calendar-feed", feedAnswer));
  const [address, setAddress] = useState<string | null>(null);
  const make = useSubmit(async () => {
    setAddress((await api.post("/api/calendar-feed", {}, madeAnswer)).address);
    await again();
  });
  const end = useSubmit(async () => {
    await api.delete("/api/calendar-feed", nothing);
    setAddress(null);
    await again();
  });
  if (fetched.state === "loading") return <LoadingState label="Fetching your calendar feed" rows={1} />;
  if (fetched.state === "failed") {
    return fetched.problem instanceof NetworkProblem ? (
      <OfflineState title="The calendar feed needs the network" onRetry={() => void again()}>
        A calendar that has its address goes on.
      </OfflineState>
    ) : (
      <ErrorState onRetry={() => void again()}>{sentenceOf(fetched.problem)}</ErrorState>
    );
  }
  const { feed: present } = fetched.value;
  return (
    <>
      <ProblemAlert problem={make.problem ?? end.problem} />
      <Text size="sm">
        {present === null ? (
          "There is none. With one, a calendar program shows your sessions as “Appointment”, without names."
        ) : (
          <>
            Made <When at={present.createdAt} />.{" "}
            {present.fetchedAt === null ? (
              "No calendar has fetched it yet."
            ) : (
              <>
                Last fetched <When at={present.fetchedAt} />.
              </>
            )}
          </>
        )}
      </Text>
      {address !== null && (
        <Group align="end" gap="xs">
          <TextInput
            label="Its address"
            description="Shown this once. Whoever has it sees when your sessions are: give it to your calendar and nobody else."
            readOnly
            value={address}
            flex={1}
            miw={220}
            onFocus={(event) => event.currentTarget.select()}
          />
          <CopyButton value={address}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? "Copied" : "Copy"}
              </Button>
            )}
          </CopyButton>
        </Group>
      )}
      <Group gap="xs">
        <Button variant="default" loading={make.working} onClick={() => void make.submit()}>
          {present === null ? "Make a feed" : "Replace its address"}
        </Button>
        {present !== null && (
          <Button variant="default" color="red" loading={end.working} onClick={() => void end.submit()}>
            End the feed
          </Button>
        )}
      </Group>
    </>
  );
}
