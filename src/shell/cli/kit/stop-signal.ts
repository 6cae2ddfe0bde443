import { STOP_SIGNALS } from '../../node/file/clean-up.js'
import type { CommandContext } from './command.js'

/** Aborts when the program is asked to stop (Ctrl-C, a closed terminal, `kill`), so that a command ends in its own way. */
export function stopSignal({ onExit }: Pick<CommandContext, 'onExit'>): AbortSignal {
  const asked = new AbortController()
  const stop = (): void => asked.abort()
  for (const signal of STOP_SIGNALS) process.once(signal, stop)
  onExit(() => {
    for (const signal of STOP_SIGNALS) process.off(signal, stop)
  })
  return asked.signal
}
