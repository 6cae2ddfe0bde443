/** Signals that ask a program to stop: Ctrl-C, `kill`, a closed terminal. */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const cleanUps = new Set<() => void>()

function runAll(): void {
  for (const cleanUp of cleanUps) cleanUp()
  cleanUps.clear()
}

function onSignal(signal: NodeJS.Signals): void {
  runAll()
  listen('off')
  // Our handlers are removed, so the signal now has its default effect.
  process.kill(process.pid, signal)
}

function listen(method: 'on' | 'off'): void {
  for (const signal of STOP_SIGNALS) process[method](signal, onSignal)
  process[method]('exit', runAll)
}

/**
 * Runs `cleanUp` when the process exits or receives a stop signal.
 *
 * @param cleanUp must be synchronous and must not throw
 * @returns cancels the registration
 */
export function cleanUpOnStop(cleanUp: () => void): () => void {
  if (cleanUps.size === 0) listen('on')
  cleanUps.add(cleanUp)
  return () => {
    if (cleanUps.delete(cleanUp) && cleanUps.size === 0) listen('off')
  }
}
