import { spawn } from 'node:child_process'

/** A promise of the signals by which a person ends a program (Ctrl-C, a closed terminal). */
export interface EndRequest {
  readonly asked: Promise<void>
  /** The signals end the process again. */
  release(): void
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Takes the signals over: the caller ends in its own way. */
export function awaitEndRequest(): EndRequest {
  let stop = (): void => {}
  const asked = new Promise<void>((resolve) => {
    stop = resolve
  })
  for (const signal of SIGNALS) process.once(signal, stop)
  return {
    asked,
    release: () => {
      for (const signal of SIGNALS) process.off(signal, stop)
    },
  }
}

/** Opens an address in the person's browser, where there is one. */
export function openInBrowser(url: string): void {
  const [program, ...rest] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open']
  const opener = spawn(program ?? '', [...rest, url], { detached: true, stdio: 'ignore' })
  // Without a browser the address stands on stderr all the same.
  opener.on('error', () => {})
  opener.unref()
}
