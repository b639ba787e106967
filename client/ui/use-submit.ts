import { useState } from "react";

type Attempt = { state: "idle" } | { state: "working" } | { state: "failed"; problem: unknown };

/** One button and its work: never twice at once, and what it threw is there to be said. */
export function useSubmit<Args extends unknown[]>(work: (...args: Args) => Promise<unknown>) {
  const [attempt, setAttempt] = useState<Attempt>({ state: "idle" });

  async function submit(...args: Args): Promise<void> {
    if (attempt.state === "working") return;
    setAttempt({ state: "working" });
    try {
      await work(...args);
      setAttempt({ state: "idle" });
    } catch (problem) {
      setAttempt({ state: "failed", problem });
    }
  }

  return {
    submit,
    working: attempt.state === "working",
    problem: attempt.state === "failed" ? attempt.problem : null,
    clear: () => setAttempt({ state: "idle" }),
  };
}
