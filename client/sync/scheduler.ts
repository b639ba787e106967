/** Runs `task` once after `ms`; the returned function takes it back. Passed in, so that no test waits for a clock. */
export type Schedule = (ms: number, task: () => void) => () => void;

export const realSchedule: Schedule = (ms, task) => {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
};
