/** Signals that ask a program to stop: Ctrl-C, `kill`, a closed terminal. */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const cleanUps = new Set<() => void>()

function runAll(): void {
  for (const cleanUp of cleanUps) cleanUp()
  cleanUps.clear()
}

function onSignal(signal: NodeJS.Signals): void {
  runAll()
  stopListening()
  // Our handlers are removed, so the signal now has its default effect.
  process.kill(process.pid, signal)
}

function startListening(): void {
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal)
  process.on('exit', runAll)
}

function stopListening(): void {
  for (const signal of STOP_SIGNALS) process.off(signal, onSignal)
  process.off('exit', runAll)
}

/**
 * Runs `cleanUp` when the process exits or receives a stop signal (Ctrl-C, a closed terminal, `kill`).
 *
 * @param cleanUp must be synchronous and must not throw
 * @returns cancels the registration
 */
export function cleanUpOnStop(cleanUp: () => void): () => void {
  if (cleanUps.size === 0) startListening()
  cleanUps.add(cleanUp)
  return () => {
    if (cleanUps.delete(cleanUp) && cleanUps.size === 0) stopListening()
  }
}
