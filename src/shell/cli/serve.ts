import { isRecord, parseJson } from '../../base/json-shape.js'
import { splitLineBlocks } from '../node/file/stream-lines.js'
import { keepModels } from '../node/model/load-model.js'
import type { CliIo } from './kit/command.js'
import { EXIT } from './kit/exit-codes.js'

const CHUNK_LENGTH = 65_536

/** One command, on a line of its own. */
interface Request {
  readonly arguments: readonly string[]
  readonly stdin?: string
  /** Base folder of relative paths. */
  readonly folder?: string
  readonly env?: Readonly<Record<string, string>>
}

const isText = (value: unknown): boolean => value === undefined || typeof value === 'string'

/** Parses a request and goes to its folder. Gives what is wrong with it, in words. */
function openRequest(line: string): Request | string {
  const request = parseJson(line, () => null)
  const expected = 'expected a request with "arguments", a list of texts'
  if (!isRecord(request)) return `${expected}, got a line that is no JSON object.`
  const { arguments: words, stdin, folder, env = {} } = request
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string'))
    return `${expected}, got another value or none.`
  if (!isText(stdin) || !isText(folder) || !isRecord(env) || !Object.values(env).every(isText))
    return 'expected "stdin" and "folder" as texts and "env" as an object of texts, got others.'
  try {
    if (typeof folder === 'string') process.chdir(folder)
  } catch {
    return `expected "folder" to be a folder, got none at ${JSON.stringify(folder)}.`
  }
  return request as unknown as Request
}

/**
 * Runs commands from lines of JSON on stdin, one after the other, for programs in other languages.
 * Models stay in memory. The first line on stdout names the version of Node. Each answer is lines
 * of `{"out"}` or `{"bytes"}` (base64), `{"log"}` and `{"progress": [done, total, unit]}`, and ends
 * with `{"exit"}`.
 */
export async function serve(
  run: (argv: readonly string[], io: CliIo) => Promise<number>,
  { stdin, stdout, env }: CliIo,
): Promise<number> {
  keepModels()
  let waiting = ''
  const hold = (answer: object): void => {
    waiting += `${JSON.stringify(answer)}\n`
    if (waiting.length > CHUNK_LENGTH) flush()
  }
  const flush = (): void => {
    stdout.write(waiting)
    waiting = ''
  }
  const tell = (answer: object): void => {
    hold(answer)
    flush()
  }
  const takes = (name: 'out' | 'log') => ({
    isTTY: false,
    write: (data: string | Uint8Array, done?: (error?: Error | null) => void): void => {
      hold(
        typeof data === 'string'
          ? { [name]: data }
          : { bytes: Buffer.from(data).toString('base64') },
      )
      done?.()
    },
  })
  tell({ node: process.versions.node })
  for await (const { bytes } of splitLineBlocks(stdin as AsyncIterable<Uint8Array>)) {
    for (const line of bytes.toString('utf8').split('\n').filter(Boolean)) {
      const request = openRequest(line)
      if (typeof request === 'string') {
        hold({ log: `dealstance: USAGE_ARGUMENT_INVALID: ${request}\n` })
        tell({ exit: EXIT.usage })
        continue
      }
      const input = Buffer.from(request.stdin ?? '')
      const io: CliIo = {
        stdin: (async function* () {
          yield input
        })(),
        stdout: takes('out'),
        stderr: takes('log'),
        env: request.env ?? env,
        // The last message is sent with the end: a separate write wakes the reader, which costs as
        // much as a short post.
        onProgress: (done, total, unit) =>
          (done < total ? tell : hold)({ progress: [done, total, unit] }),
      }
      tell({ exit: await run(request.arguments, io) })
    }
  }
  return EXIT.done
}
