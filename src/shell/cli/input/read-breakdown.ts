import { PipelineError } from '../../../base/errors.js'
import { parseJson } from '../../../base/json-shape.js'
import type { Breakdown } from '../../../count/breakdown/breakdown.js'
import { parseBreakdown } from '../../../count/breakdown/parse-breakdown.js'
import { decode } from '../../../read/record/decode.js'
import { type DisclosureFacts, parseFacts } from '../../../say/disclosure/disclosure-facts.js'
import { readBytes, readInput } from '../../node/file/read-input.js'
import { sha256Of } from '../../node/file/sha256.js'
import type { CommandContext } from '../kit/command.js'
import { nameOf } from './read-inputs.js'

/** @returns also the SHA-256 of the decompressed file. */
export async function readBreakdown(
  path: string,
  { io }: CommandContext,
): Promise<{ readonly breakdown: Breakdown; readonly sha256: string }> {
  const name = nameOf(path)
  const bytes = await readBytes(path, io.stdin)
  const value = parseJson(decode(bytes, { name }), (cause) => {
    const message = `${name}: expected scored posts as JSON Lines, or a breakdown as JSON, got text that is neither. Give the output of classify --out scored.jsonl, or of aggregate --format json.`
    throw new PipelineError('BREAKDOWN_INVALID', message, { cause })
  })
  return { breakdown: parseBreakdown(value, name), sha256: sha256Of(bytes) }
}

export async function readFacts(path: string, { io }: CommandContext): Promise<DisclosureFacts> {
  const value = parseJson(await readInput(path, { stdin: io.stdin }), (cause) => {
    const message = `${path}: expected facts as a JSON object, got text that is not JSON. Give an object of texts, such as {"sponsor": "…"}.`
    throw new PipelineError('DISCLOSURE_FACTS_INVALID', message, { cause })
  })
  return parseFacts(value, path)
}
