/** Node's modules that few runs need, loaded on first use: together they take ten milliseconds. */
export const builtIn = {
  childProcess: () => process.getBuiltinModule('node:child_process'),
  http: () => process.getBuiltinModule('node:http'),
  readline: () => process.getBuiltinModule('node:readline/promises'),
}

type Words = readonly [program: string, ...rest: string[]]

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, Words>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
}
const OPENER: Words = ['xdg-open']

/** Opens an address; does nothing without a browser. */
export function openInBrowser(url: string): void {
  const [program, ...rest] = OPENERS[process.platform] ?? OPENER
  const opener = builtIn
    .childProcess()
    .spawn(program, [...rest, url], { detached: true, stdio: 'ignore' })
  opener.on('error', () => {})
  opener.unref()
}
