import { run } from './run.js'

/**
 * Runs a command line in this process and leaves its exit code there.
 *
 * @param command the command's name where the script stands for one; else it is the first argument
 */
export async function runProcess(command?: string): Promise<void> {
  // A write to a closed pipe fails the write that made it; without listeners it would also end the process with a stack.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  process.exitCode = await run([...(command === undefined ? [] : [command]), ...process.argv.slice(2)], process)
}
