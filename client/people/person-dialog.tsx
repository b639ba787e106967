import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { unreachable } from "../../shared/unreachable.ts";
import type { PersonWithTimes } from "./people-answers.ts";
import { ResetLink } from "./reset-link.tsx";
import { RoleForm } from "./role-form.tsx";
import { SuspendForm } from "./suspend-form.tsx";

/** What an admin is about to change. */
export type PersonChange = "role" | "suspend" | "reset";

export type ChangeProps = {
  person: PersonWithTimes;
  people: readonly PersonWithTimes[];
  onClose: () => void;
  onChanged: () => Promise<void>;
};

/** The dialog for one change of one person. */
export function PersonDialog({ change, ...props }: ChangeProps & { change: PersonChange | null }) {
  return (
    <Modal
      opened={change !== null}
      onClose={props.onClose}
      title={change === null ? "" : titleOf(change, props.person.name)}
    >
      {change === "role" && <RoleForm {...props} />}
      {change === "suspend" && <SuspendForm {...props} />}
      {change === "reset" && <ResetLink {...props} />}
    </Modal>
  );
}

function titleOf(change: PersonChange, name: string): ReactNode {
  switch (change) {
    case "role":
      return (
        <>
          Change the role of <bdi>{name}</bdi>
        </>
      );
    case "suspend":
      return (
        <>
          Suspend <bdi>{name}</bdi>?
        </>
      );
    case "reset":
      return (
        <>
          A new password for <bdi>{name}</bdi>
        </>
      );
    default:
      return unreachable(change);
  }
}
