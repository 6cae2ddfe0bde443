import type { Command } from './kit/command.js'
import { runCommand, runInProcess } from './kit/run-command.js'
import { run } from './run.js'

/** Runs a command line in this process and sets its exit code. @param command name of the command; default: the first argument */
export async function runProcess(command?: string): Promise<void> {
  await runInProcess((argv, io) => run(command === undefined ? argv : [command, ...argv], io))
}

/** Runs a command that is not in the command table, such as one of `scripts/`, in this process and sets its exit code. */
export async function runScript(command: Command): Promise<void> {
  await runInProcess((argv, io) => runCommand(() => command, argv, io))
}
