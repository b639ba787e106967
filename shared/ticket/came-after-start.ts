/**
 * Whether a session had begun when others heard of it: a device may have been offline for days.
 * @param acceptedAt when the server took the plan, ms; left out where nobody has said
 */
export function cameAfterStart(
  { startsAt, at }: { startsAt: number; at: number },
  acceptedAt: number = at,
): boolean {
  return acceptedAt >= startsAt;
}
