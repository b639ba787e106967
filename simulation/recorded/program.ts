/** What a test runs of an earlier release: its device, and its server without HTTP. `README.md` says how it is bundled. */

export { act, editRequest, openTicket, sendMessage } from "../../client/replica/actions.ts";
export { logsOf } from "../../client/replica/load.ts";
export { notesUpdates, writeNotes } from "../../client/replica/notes.ts";
export { TestClock } from "../../client/sync/testing/test-clock.ts";
export { randomOf } from "../../shared/random.arbitrary.ts";
export { Device } from "../device.ts";
export { Server } from "../server.ts";
export { Witness } from "../witness.ts";
