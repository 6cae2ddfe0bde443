const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const cleanUps = new Set<() => void>()

function runAll(): void {
  for (const cleanUp of cleanUps) cleanUp()
  cleanUps.clear()
}

function onSignal(signal: NodeJS.Signals): void {
  runAll()
  stopListening()
  // Nobody else listens now: the process ends as it would have ended without us.
  process.kill(process.pid, signal)
}

function startListening(): void {
  for (const signal of SIGNALS) process.on(signal, onSignal)
  process.on('exit', runAll)
}

function stopListening(): void {
  for (const signal of SIGNALS) process.off(signal, onSignal)
  process.off('exit', runAll)
}

/**
 * Has something removed should the process be stopped (Ctrl-C, a closed terminal, `kill`) before it is done.
 *
 * @param cleanUp removes it, synchronously, without throwing
 * @returns to be called when the thing is gone or wanted
 */
export function cleanUpOnStop(cleanUp: () => void): () => void {
  if (cleanUps.size === 0) startListening()
  cleanUps.add(cleanUp)
  return () => {
    if (cleanUps.delete(cleanUp) && cleanUps.size === 0) stopListening()
  }
}
