/** Where a command writes. `process.stdout` is one; tests bring their own. */
export interface OutputStream {
  write(data: string | Uint8Array, done?: (error?: Error | null) => void): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** Everything of the process that a command may touch; `process` itself fits. */
export interface CliIo {
  readonly stdin: AsyncIterable<Uint8Array | string>
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Columns of a table that goes to no terminal: the same on every machine. */
const DEFAULT_WIDTH = 100

export function widthOf({ isTTY, columns }: OutputStream): number {
  return isTTY === true && columns !== undefined && columns > 0 ? columns : DEFAULT_WIDTH
}

/**
 * Whether to colour what goes to a stream: `--no-color` first, then FORCE_COLOR, then NO_COLOR, then whether it is a terminal.
 *
 * @see https://no-color.org, https://force-color.org
 */
export function wantsColour(stream: OutputStream, env: CliIo['env'], isRefused: boolean): boolean {
  if (isRefused) return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false'
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false
  return stream.isTTY === true && env['TERM'] !== 'dumb'
}
