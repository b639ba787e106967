import { Button, Text, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { z } from "zod";
import { auditDeeds } from "../../shared/audit/deeds.ts";
import { api, NetworkProblem, sentenceOf } from "../account/api.ts";
import { ProblemAlert } from "../account/problem-alert.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { LoadingState } from "../ui/loading-state.tsx";
import { OfflineState } from "../ui/offline-state.tsx";
import { useFetched } from "../ui/use-fetched.ts";
import { useSubmit } from "../ui/use-submit.ts";
import { useTitle } from "../ui/use-title.ts";
import { When } from "../ui/when.tsx";
import classes from "./audit.module.css";
import { auditWords } from "./audit-words.ts";

const auditRow = z.object({
  id: z.number(),
  at: z.string(),
  deed: z.enum(auditDeeds),
  actor: z.string().nullable(),
  actorName: z.string().nullable(),
  subject: z.string().nullable(),
  subjectName: z.string().nullable(),
  detail: z.record(z.string(), z.string()),
});
type AuditRow = z.output<typeof auditRow>;
const auditAnswer = z.object({ rows: z.array(auditRow), more: z.boolean() });

/** Everything that somebody did with power over others, the latest first. */
export function AuditScreen() {
  useTitle("Audit log");
  const { fetched, again } = useFetched(() => api.get("/api/audit", auditAnswer));
  const [older, setOlder] = useState<{ rows: AuditRow[]; more: boolean } | null>(null);
  const more = useSubmit(async (before: number) => {
    const answer = await api.get(`/api/audit?before=${before}`, auditAnswer);
    setOlder((shown) => ({ rows: [...(shown?.rows ?? []), ...answer.rows], more: answer.more }));
  });
  const download = useSubmit(downloadCsv);
  if (fetched.state === "loading") return <LoadingState label="Fetching the audit log" rows={8} />;
  if (fetched.state === "failed") {
    return fetched.problem instanceof NetworkProblem ? (
      <OfflineState title="The audit log needs the network" onRetry={() => void again()}>
        It is kept on the server only.
      </OfflineState>
    ) : (
      <ErrorState onRetry={() => void again()}>{sentenceOf(fetched.problem)}</ErrorState>
    );
  }
  const rows = [...fetched.value.rows, ...(older?.rows ?? [])];
  const last = rows.at(-1);
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <Title order={1} size="h2">
          Audit log
        </Title>
        <Button
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden="true" />}
          loading={download.working}
          onClick={() => void download.submit()}
        >
          Download as CSV
        </Button>
      </div>
      <Text size="sm" c="dimmed">
        Who changed accounts, roles and settings, and when. Nobody can change or delete these rows.
      </Text>
      <ProblemAlert problem={download.problem ?? more.problem} />
      {rows.length === 0 && <Text>Nothing has been recorded yet.</Text>}
      <ul className={classes.rows}>
        {rows.map((row) => (
          <li key={row.id} className={classes.row}>
            <Text className={classes.what}>{auditWords(row)}</Text>
            <Text size="sm" c="dimmed">
              <When at={Date.parse(row.at)} />
            </Text>
          </li>
        ))}
      </ul>
      {last !== undefined && (older?.more ?? fetched.value.more) && (
        <Button variant="default" loading={more.working} onClick={() => void more.submit(last.id)}>
          Show older
        </Button>
      )}
    </div>
  );
}

/** A post, since the download itself is recorded; the browser saves what comes back. */
async function downloadCsv(): Promise<void> {
  const csv = await api.text("/api/audit/export");
  const url = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "alcove-audit.csv";
  link.click();
  URL.revokeObjectURL(url);
}
