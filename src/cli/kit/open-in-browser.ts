import { spawn } from 'node:child_process'

/** Opens an address in the default browser. Does nothing without a browser: the caller prints the address too. */
export function openInBrowser(url: string): void {
  const [program, ...rest] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open']
  const opener = spawn(program ?? '', [...rest, url], { detached: true, stdio: 'ignore' })
  opener.on('error', () => {})
  opener.unref()
}
