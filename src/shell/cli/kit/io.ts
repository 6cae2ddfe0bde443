/** A stream that a command writes to, such as `process.stdout`. */
export interface OutputStream {
  write(data: string | Uint8Array, done?: (error?: Error | null) => void): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** The parts of the process that a command may use. `process` satisfies it. */
export interface CliIo {
  readonly stdin: AsyncIterable<Uint8Array | string>
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Table width without a terminal, the same on every machine. */
export const DEFAULT_WIDTH = 100

export function widthOf({ isTTY, columns }: OutputStream): number {
  return isTTY === true && columns !== undefined && columns > 0 ? columns : DEFAULT_WIDTH
}

/**
 * Whether to colour the output of a stream. The first that applies decides: `--no-color`, FORCE_COLOR, NO_COLOR, terminal or not.
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
