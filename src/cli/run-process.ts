import { inProcess } from './in-process.js'
import { run } from './run.js'

/**
 * Runs a command line in this process and leaves its exit code there.
 *
 * @param command the command's name where the script stands for one; else it is the first argument
 */
export async function runProcess(command?: string): Promise<void> {
  await inProcess((argv, io) => run(command === undefined ? argv : [command, ...argv], io))
}
