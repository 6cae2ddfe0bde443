import type { Breakdown } from '../../aggregate/breakdown/breakdown.js'
import { parseBreakdown } from '../../aggregate/breakdown/parse-breakdown.js'
import { PipelineError } from '../../errors.js'
import { decode } from '../../ingest/record/decode.js'
import { readBytes, readInput } from '../../node/file/read-input.js'
import { sha256Of } from '../../node/file/sha256.js'
import { type DisclosureFacts, parseFacts } from '../../report/disclosure/disclosure-facts.js'
import type { CommandContext } from '../kit/command.js'

export interface BreakdownFile {
  readonly breakdown: Breakdown
  /** Of the file's bytes, decompressed, hex. */
  readonly sha256: string
}

/** @throws {PipelineError} `BREAKDOWN_INVALID`, and what reading a file throws */
export async function readBreakdown(path: string, { io }: CommandContext): Promise<BreakdownFile> {
  const name = path === '-' ? 'stdin' : path
  const bytes = await readBytes(path, io.stdin)
  const text = decode(bytes, { name })
  const advice = 'Give the output of aggregate --format json, or of classify --breakdown.'
  const breakdown = parseBreakdown(parseJson(text, 'BREAKDOWN_INVALID', `${name}: expected a breakdown as JSON`, advice), name)
  return { breakdown, sha256: sha256Of(bytes) }
}

/** @throws {PipelineError} `DISCLOSURE_FACTS_INVALID`, and what reading a file throws */
export async function readFacts(path: string, { io }: CommandContext): Promise<DisclosureFacts> {
  const text = await readInput(path, { stdin: io.stdin })
  const advice = 'Give an object of texts, such as {"sponsor": "…"}.'
  return parseFacts(parseJson(text, 'DISCLOSURE_FACTS_INVALID', `${path}: expected facts as a JSON object`, advice), path)
}

function parseJson(text: string, code: 'BREAKDOWN_INVALID' | 'DISCLOSURE_FACTS_INVALID', expected: string, advice: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new PipelineError(code, `${expected}, got text that is not JSON. ${advice}`, { cause })
  }
}
