import { Checkbox } from "@mantine/core";

/** Asked at every sign-in, with what it means. */
export function SharedComputer({ checked, onChange }: { checked: boolean; onChange: (to: boolean) => void }) {
  return (
    <Checkbox
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
      label="This is a shared computer"
      description="Everything is deleted from it when you sign out, after 15 minutes without you, and when the browser is opened again. That includes what you wrote and could not send."
    />
  );
}
