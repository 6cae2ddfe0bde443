import type { CliIo } from './io.js'

/** Calls `run` with this process's arguments and streams, and sets the exit code that it returns. */
export async function runInProcess(run: (argv: readonly string[], io: CliIo) => Promise<number>): Promise<void> {
  // The failing write already reports a closed pipe. Without a listener, the event would also crash the process.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  process.exitCode = await run(process.argv.slice(2), process)
}
