import { isClientHeld } from "./client-hold.ts";

// Asked by the set-up, whose own Node may be too old for SQLite: 3 where a server serves the app in the folder named.
process.exitCode = isClientHeld(process.argv[2] ?? "") ? 3 : 0;
