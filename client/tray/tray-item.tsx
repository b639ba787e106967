import { Alert, Button, CopyButton, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconCheck, IconCopy, IconSend2, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { messageLimits } from "../../shared/entries/chat-entries.ts";
import { discardFromTray, sendAgainFromTray } from "../replica/actions.ts";
import type { TrayRow } from "../replica/schema.ts";
import { useDesk } from "../shell/desk.tsx";
import { BoundedTextarea } from "../ui/bounded-text.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { refusalWords } from "../ui/refusal-words.ts";
import { fullDate, timeOrDate } from "../ui/time-words.ts";
import { ToScreen } from "../ui/to-screen.tsx";
import { tooLongWords } from "../ui/too-long.ts";
import { useFormDraft } from "../ui/use-form-draft.ts";
import { refusalOf } from "../ui/use-ticket-act.ts";
import { When } from "../ui/when.tsx";
import { changedDraft, editableText } from "./changed-draft.ts";
import classes from "./tray.module.css";
import { trayWords } from "./tray-words.ts";

type TrayItemProps = { row: TrayRow; ticketHere: boolean; nameOf: (id: string) => string };

/** One thing that was not accepted: what it was, why not, who was first, and what can be done with it. */
export function TrayItem({ row, ticketHere, nameOf }: TrayItemProps) {
  const desk = useDesk();
  const { title, words, kind } = trayWords(row, nameOf);
  const editable = editableText(row);
  const draft = useFormDraft(`tray/${row.id}`, { text: editable ?? "" });
  const [editing, setEditing] = useState(false);
  /** Null while it is not being edited; an edit that was kept goes on. */
  const text = editing || draft.words.text !== (editable ?? "") ? draft.words.text : null;
  const [problem, setProblem] = useState<string | null>(null);
  const [discarding, setDiscarding] = useState(false);
  const { winner } = row.reason;
  const timeOf = (at: number) => timeOrDate(at, Date.now());

  const sendAgain = async () => {
    setProblem(null);
    const changed = text === null || text === words ? null : changedDraft(row, text);
    try {
      await (changed === null ? sendAgainFromTray(desk, row.id) : sendAgainFromTray(desk, row.id, changed));
      draft.discard();
    } catch (error) {
      setProblem(refusalOf(error));
    }
  };

  return (
    <Paper component="li" withBorder p="md" className={classes.item}>
      <Stack gap="xs">
        <div>
          <Title order={2} size="h5">
            {title}
          </Title>
          <Text size="xs" c="dimmed">
            {ticketHere ? (
              <ToScreen to={`/tickets/${row.ticketId}`}>
                <bdi>{row.title ?? "The ticket"}</bdi>
              </ToScreen>
            ) : (
              (row.title ?? "A ticket that is no longer on this device")
            )}
            {" · "}
            <When at={row.entry?.at ?? row.at} />
          </Text>
        </div>
        {text === null ? (
          words !== null && (
            <Text className={classes.words} dir="auto">
              {words}
            </Text>
          )
        ) : (
          <BoundedTextarea
            aria-label="What to send again"
            value={text}
            onChange={(event) => draft.change({ text: event.currentTarget.value })}
            most={messageLimits.body}
            autosize
            minRows={2}
            maxRows={12}
            data-autofocus
          />
        )}
        <Text size="sm">
          <Text span inherit fw={600}>
            Not accepted:
          </Text>{" "}
          <span title={winner === undefined ? undefined : fullDate(winner.at)}>
            {refusalWords(row.reason, { nameOf, timeOf })}
          </span>{" "}
          {winner !== undefined && row.reason.rule !== undefined && (
            <Text span inherit c="dimmed">
              {refusalWords({ code: row.reason.code, rule: row.reason.rule }, { nameOf, timeOf })}
            </Text>
          )}
        </Text>
        {problem !== null && (
          <Alert color="red" role="alert">
            {problem} It stays here.
          </Alert>
        )}
        <Group gap="xs">
          {kind !== "notes" &&
            (editable !== null && text === null ? (
              <Button size="xs" onClick={() => setEditing(true)}>
                Edit and send again
              </Button>
            ) : (
              <Button
                size="xs"
                leftSection={<IconSend2 size={15} aria-hidden="true" />}
                disabled={
                  text !== null && (text.trim() === "" || tooLongWords(text, messageLimits.body) !== null)
                }
                onClick={() => void sendAgain()}
              >
                {text === null ? "Try again" : "Send again"}
              </Button>
            ))}
          {text !== null && (
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                setEditing(false);
                draft.discard();
              }}
            >
              Stop editing
            </Button>
          )}
          {words !== null && (
            <CopyButton value={text ?? words}>
              {({ copied, copy }) => (
                <Button
                  size="xs"
                  variant="default"
                  leftSection={
                    copied ? (
                      <IconCheck size={15} aria-hidden="true" />
                    ) : (
                      <IconCopy size={15} aria-hidden="true" />
                    )
                  }
                  onClick={copy}
                >
                  {copied ? "Copied" : "Copy"}
                </Button>
              )}
            </CopyButton>
          )}
          <Button
            size="xs"
            variant="default"
            leftSection={<IconTrash size={15} aria-hidden="true" />}
            onClick={() => setDiscarding(true)}
          >
            Discard
          </Button>
        </Group>
      </Stack>
      <ConfirmDialog
        opened={discarding}
        onClose={() => setDiscarding(false)}
        title="Discard this"
        confirm="Discard"
        danger
        onConfirm={() => discardFromTray(desk, row.id)}
      >
        {words === null
          ? "It is removed from this list. Nothing else changes."
          : "What you wrote is deleted from this device and cannot be brought back. Copy it first if you may need it."}
      </ConfirmDialog>
    </Paper>
  );
}
