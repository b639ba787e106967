import { Button, Text } from "@mantine/core";
import { z } from "zod";
import { linkTroubleWords } from "../../shared/meetings/link-trouble.ts";
import { api, NetworkProblem, nothing, sentenceOf } from "../account/api.ts";
import { ProblemAlert } from "../account/problem-alert.tsx";
import { LoadingState } from "../ui/loading-state.tsx";
import { useFetched } from "../ui/use-fetched.ts";
import { useSubmit } from "../ui/use-submit.ts";
import { When } from "../ui/when.tsx";
import { jobWords } from "./job-words.ts";
import classes from "./settings.module.css";

const failedAnswer = z.object({
  jobs: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      ticketId: z.string().nullable(),
      attempts: z.number(),
      lastError: z.string().nullable(),
      endedAt: z.number(),
    }),
  ),
  waiting: z.number(),
  failed: z.number(),
});

/** What the server gave up on, with its last error, and a fresh start for each. */
export function FailedJobs() {
  const { fetched, again } = useFetched(() => api.get("/api/jobs/failed", failedAnswer));
  const restart = useSubmit(async (id: string) => {
    await api.post(`/api/jobs/${encodeURIComponent(id)}/run-again`, {}, nothing);
    await again();
  });
  if (fetched.state === "loading") return <LoadingState label="Fetching what gave up" rows={1} />;
  if (fetched.state === "failed") {
    return (
      <div className={classes.row}>
        <Text size="sm" c="dimmed">
          {fetched.problem instanceof NetworkProblem
            ? "This list needs the network."
            : sentenceOf(fetched.problem)}
        </Text>
        <Button variant="default" onClick={() => void again()}>
          Try again
        </Button>
      </div>
    );
  }
  const { jobs, waiting } = fetched.value;
  return (
    <>
      <ProblemAlert problem={restart.problem} />
      <Text size="sm" role="status">
        {jobs.length === 0 ? "Nothing has given up." : `${jobs.length} gave up.`} {waiting} waiting.
      </Text>
      <ul className={classes.rows}>
        {jobs.map((job) => (
          <li key={job.id} className={classes.row}>
            <div>
              <Text fw={500}>{jobWords(job.kind)}</Text>
              <Text size="sm" c="dimmed">
                Gave up <When at={job.endedAt} /> after{" "}
                {job.attempts === 1 ? "one try" : `${job.attempts} tries`}
                {job.ticketId !== null && <>, ticket {job.ticketId.slice(0, 8)}</>}:{" "}
                <code
                  title={job.kind.startsWith("meeting.") ? linkTroubleWords(job.lastError ?? "") : undefined}
                >
                  {job.lastError}
                </code>
              </Text>
            </div>
            <Button
              variant="default"
              size="xs"
              disabled={restart.working}
              aria-label={`Run again: ${jobWords(job.kind)}`}
              onClick={() => void restart.submit(job.id)}
            >
              Run again
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
