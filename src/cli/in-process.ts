import type { CliIo } from './kit/io.js'

/** Runs something on this process's arguments and streams, and leaves its exit code there. */
export async function inProcess(run: (argv: readonly string[], io: CliIo) => Promise<number>): Promise<void> {
  // A write to a closed pipe fails the write that made it; without listeners it would also end the process with a stack.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  process.exitCode = await run(process.argv.slice(2), process)
}
