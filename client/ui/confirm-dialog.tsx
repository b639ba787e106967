import { Alert, Button, Group, Modal, NativeSelect, Stack, Text } from "@mantine/core";
import { type ReactNode, useId, useState } from "react";

type Reason<Code extends string> = {
  label: string;
  options: { value: Code; label: string }[];
};

type ConfirmDialogProps<Code extends string> = {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What will happen, and whether it can be undone. */
  children: ReactNode;
  /** The word on the button says what it does: "Close the ticket", never "OK". */
  confirm: string;
  danger?: boolean;
  /** Asks for a code; the first option is "Choose…" and does not confirm. */
  reason?: Reason<Code>;
  /** May reject: the dialog stays open and says why. */
  onConfirm: (reason: Code | null) => unknown;
};

/** Asks before something that is not cheap to undo. */
export function ConfirmDialog<Code extends string = never>(props: ConfirmDialogProps<Code>) {
  const { opened, onClose, title } = props;
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <Question {...props} />
    </Modal>
  );
}

/** Inside the dialog, so that each opening starts with no reason chosen and no error. */
function Question<Code extends string>({
  onClose,
  children,
  confirm,
  danger = false,
  reason,
  onConfirm,
}: ConfirmDialogProps<Code>) {
  const [chosen, setChosen] = useState<Code | null>(null);
  const [state, setState] = useState<"asking" | "working" | "unchosen">("asking");
  const [problem, setProblem] = useState<string | null>(null);
  const textId = useId();

  async function answer() {
    if (reason !== undefined && chosen === null) return setState("unchosen");
    setState("working");
    setProblem(null);
    try {
      await onConfirm(chosen);
      onClose();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "That did not work. Please try again.");
      setState("asking");
    }
  }

  return (
    <Stack>
      <Text component="div" id={textId}>
        {children}
      </Text>
      {reason !== undefined && (
        <NativeSelect
          label={reason.label}
          required
          value={chosen ?? ""}
          error={state === "unchosen" ? "Please choose one." : undefined}
          data={[{ value: "", label: "Choose…" }, ...reason.options]}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setChosen(reason.options.find((option) => option.value === value)?.value ?? null);
            setState("asking");
          }}
        />
      )}
      {problem !== null && (
        <Alert color="red" role="alert">
          {problem}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          {...(danger ? { color: "red" } : {})}
          loading={state === "working"}
          aria-describedby={textId}
          onClick={answer}
        >
          {confirm}
        </Button>
      </Group>
    </Stack>
  );
}
