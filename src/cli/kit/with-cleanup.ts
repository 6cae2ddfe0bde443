import type { CommandContext } from './command.js'

/** Registers a hook that runs when the command ends, however it ends. */
export type OnExit = (cleanUp: () => Promise<void>) => void

/** The `run` of a command that opens resources as it goes: its cleanup hooks run when it ends, the last one first. */
export function withCleanup<Values>(
  run: (values: Values, inputs: readonly string[], context: CommandContext, onExit: OnExit) => Promise<number>,
): (values: Values, inputs: readonly string[], context: CommandContext) => Promise<number> {
  return async (values, inputs, context) => {
    const hooks: (() => Promise<void>)[] = []
    try {
      return await run(values, inputs, context, (cleanUp) => hooks.push(cleanUp))
    } finally {
      for (const cleanUp of hooks.reverse()) await cleanUp()
    }
  }
}
