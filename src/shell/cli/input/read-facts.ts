import { PipelineError } from '../../../base/errors.js'
import { parseJson } from '../../../base/json-shape.js'
import { type DisclosureFacts, parseFacts } from '../../../say/disclosure/disclosure-facts.js'
import { readInput } from '../../node/file/read-input.js'
import type { CommandContext } from '../kit/command.js'

export async function readFacts(path: string, { io }: CommandContext): Promise<DisclosureFacts> {
  const value = parseJson(await readInput(path, { stdin: io.stdin }), (cause) => {
    const message = `${path}: expected facts as a JSON object, got text that is not JSON. Give an object of texts, such as {"sponsor": "…"}.`
    throw new PipelineError('DISCLOSURE_FACTS_INVALID', message, { cause })
  })
  return parseFacts(value, path)
}
