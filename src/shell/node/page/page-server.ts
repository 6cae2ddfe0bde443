import { join } from 'node:path'
import { openOnce } from '../../../base/text/lazily.js'
import type { EncoderHeader } from '../../../judge/stance/encoder/encoder-model.js'
import { runBatches } from '../../desk/served-encoder.js'
import { PACKAGE_ROOT } from '../file/package-root.js'
import { encoderParts } from '../model/load-encoder.js'
import { readModelFile } from '../model/read-model-file.js'
import { DEFAULT_MODEL } from '../model/shipped-models.js'
import { type Loopback, send, sendJson, serveLoopback } from './loopback.js'

/** Port of the page: its labels are found again where it is free. Choice. */
const PORT = 47_615
/** Room for the tokens of some thousand posts. */
const MAX_BODY_BYTES = 100_000_000

/**
 * Serves the scoring page, and runs the default model for it with the runtime of the commands: one
 * thread has one set of labels.
 */
export function servePage(html: string): Promise<Loopback> {
  const folder = join(PACKAGE_ROOT, 'models', DEFAULT_MODEL)
  const [header = '', tokenizer = ''] = ['model.json', 'tokenizer.json'].map((name) =>
    readModelFile(join(folder, name), DEFAULT_MODEL).toString(),
  )
  const openRun = openOnce(
    encoderParts(JSON.parse(header) as EncoderHeader, folder, { opensAtOnce: true }).open,
  )
  const page = html.replace("connect-src 'none'", "connect-src 'self'")
  return serveLoopback(
    async ({ route, body }, response) => {
      if (body !== undefined && route === 'encode')
        return sendJson(response, await runBatches(await openRun(), body))
      if (body !== undefined) return send(response, 405, 'text/plain', 'wrong method')
      if (route === '') return send(response, 200, 'text/html', page)
      if (route === 'encoder')
        return send(
          response,
          200,
          'application/json',
          `{"header":${header},"tokenizer":${tokenizer}}`,
        )
      send(response, 404, 'text/plain', 'not found')
    },
    { maxBodyBytes: MAX_BODY_BYTES, port: PORT },
  )
}
