import type { CommandContext } from './kit/command.js'

/** What must be done when a command ends, however it does. */
export type AtEnd = (ending: () => Promise<void>) => void

/** The `run` of a command that opens things as it goes: they are closed when it ends, the last one first. */
export function withEndings<Values>(
  run: (values: Values, inputs: readonly string[], context: CommandContext, atEnd: AtEnd) => Promise<number>,
): (values: Values, inputs: readonly string[], context: CommandContext) => Promise<number> {
  return async (values, inputs, context) => {
    const endings: (() => Promise<void>)[] = []
    try {
      return await run(values, inputs, context, (ending) => endings.push(ending))
    } finally {
      for (const ending of endings.reverse()) await ending()
    }
  }
}
