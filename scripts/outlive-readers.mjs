/**
 * Imported first by `run.mjs`, and preloaded (`node --import`) into npm and Vite: whoever reads what they print may go away
 * (`npm start | head`), and the set-up goes on to the server all the same.
 */
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
