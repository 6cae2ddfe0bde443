import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type Breakdown, type DisclosureFacts, PipelineError, parseBreakdown, parseFacts } from '../../index.js'
import { readInput } from '../../node.js'
import type { CommandContext } from '../kit/command.js'

export interface BreakdownFile {
  readonly breakdown: Breakdown
  /** Of the file's bytes, hex; of its text where it came by stdin. */
  readonly sha256: string
}

/** @throws {PipelineError} `BREAKDOWN_INVALID`, and what reading a file throws */
export async function readBreakdown(path: string, { io }: CommandContext): Promise<BreakdownFile> {
  const text = await readInput(path, { stdin: io.stdin })
  const name = path === '-' ? 'stdin' : path
  const advice = 'Give the output of aggregate --format json, or of classify --breakdown.'
  const breakdown = parseBreakdown(parseJson(text, 'BREAKDOWN_INVALID', `${name}: expected a breakdown as JSON`, advice), name)
  const sha256 = createHash('sha256')
    .update(path === '-' ? text : await readFile(path))
    .digest('hex')
  return { breakdown, sha256 }
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
    throw new PipelineError(code, `${expected}, got text that is none. ${advice}`, { cause })
  }
}
