/**
 * Loaded into the attacked server's process before it: whoever started it can move its clock on, since some attacks wait
 * for something to run out. Only `Date.now` moves; the server reads no other clock of the day.
 */
const real = Date.now.bind(Date);
let aheadMs = 0;

Date.now = () => real() + aheadMs;

process.on("message", (message) => {
  if (typeof message !== "object" || message === null || !("aheadMs" in message)) return;
  aheadMs = Number(message.aheadMs);
  process.send?.({ aheadMs });
});
// The channel alone keeps nothing running.
process.channel?.unref();
