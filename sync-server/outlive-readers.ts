/**
 * Whoever reads what this process prints may go away (`npm start | head`, a terminal that closes, a log's disk that fills).
 * That is no reason to end in the middle of somebody's request. Called first by each program; `ends` names what one may not
 * pass over, such as a command whose output a full disk cut short.
 */
export function outliveReaders(ends: (code: string | undefined) => boolean = () => false): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (ends(error.code)) throw error;
    });
}
