import { PasswordInput } from "@mantine/core";

type NewPasswordProps = {
  value: string;
  onChange: (to: string) => void;
  /** What is wrong with it; shown once the person has tried to go on. */
  problem: string | null;
  label?: string;
};

/** A field for a password that is being set. */
export function NewPassword({ value, onChange, problem, label = "Password" }: NewPasswordProps) {
  return (
    <PasswordInput
      label={label}
      description="At least 10 characters. A few words you will remember are better than symbols."
      autoComplete="new-password"
      required
      value={value}
      error={problem}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
