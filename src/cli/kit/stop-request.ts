import { STOP_SIGNALS } from '../../node/file/clean-up.js'

/** Watches for the signals that ask a program to stop (Ctrl-C, a closed terminal, `kill`). */
interface StopRequest {
  /** Resolves at the first signal. */
  readonly stopped: Promise<void>
  /** Restores the default: a signal ends the process. */
  release(): void
}

/** Catches the stop signals, so that the caller can end in its own way. */
export function catchStopSignals(): StopRequest {
  let stop = (): void => {}
  const stopped = new Promise<void>((resolve) => {
    stop = resolve
  })
  for (const signal of STOP_SIGNALS) process.once(signal, stop)
  return {
    stopped,
    release: () => {
      for (const signal of STOP_SIGNALS) process.off(signal, stop)
    },
  }
}
