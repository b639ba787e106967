import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks in a second of /proc (USER_HZ): 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/**
 * CPU time in ms that the browser on this profile has used so far, all its processes together; null where there is no
 * /proc. On a machine that is busy with something else it says more than the clock on the wall.
 */
export function browserCpuMs(profile: string): number | null {
  const processes = new Map<number, { parent: number; ticks: number; isRoot: boolean }>();
  try {
    for (const name of readdirSync("/proc")) {
      const pid = Number(name);
      if (!Number.isInteger(pid)) continue;
      const read = readProcess(pid, profile);
      if (read !== null) processes.set(pid, read);
    }
  } catch {
    return null;
  }
  let ticks = 0;
  for (const pid of processes.keys()) {
    for (let at = processes.get(pid); at !== undefined; at = processes.get(at.parent)) {
      if (!at.isRoot) continue;
      ticks += processes.get(pid)?.ticks ?? 0;
      break;
    }
  }
  return (ticks / ticksPerSecond) * 1_000;
}

function readProcess(
  pid: number,
  profile: string,
): { parent: number; ticks: number; isRoot: boolean } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may have spaces; what follows it does not.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    const isRoot = command.includes(`--user-data-dir=${profile}`);
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]), isRoot };
  } catch {
    // It ended while the list was read.
    return null;
  }
}
