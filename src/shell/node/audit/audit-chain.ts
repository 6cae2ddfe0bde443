import { createHash } from 'node:crypto'

/** What stands before the first line. */
export const CHAIN_START = ''

export interface ChainedLine {
  /** The line with its link, without a line end. */
  readonly line: string
  /** What the next line is chained to: 16 hex digits. */
  readonly chain: string
}

const CHAIN_END = /,"chain":"([0-9a-f]{16})"\}$/

/** A record as one line of JSON whose last key, `chain`, is the start of SHA-256 over the previous link and the line without it. */
export function chainLine(previous: string, record: object): ChainedLine {
  const body = JSON.stringify(record)
  const chain = linkOf(previous, body)
  return { line: `${body.slice(0, -1)},"chain":"${chain}"}`, chain }
}

/**
 * Checks a line against the link before it; gives the line without its link, and the link; null where it does not hold: the line or one
 * before it was changed, left out or moved.
 */
export function unchainLine(previous: string, line: string): { readonly body: string; readonly chain: string } | null {
  const chain = CHAIN_END.exec(line)?.[1]
  if (chain === undefined) return null
  const body = `${line.replace(CHAIN_END, '')}}`
  return linkOf(previous, body) === chain ? { body, chain } : null
}

const linkOf = (previous: string, body: string): string =>
  createHash('sha256')
    .update(previous + body)
    .digest('hex')
    .slice(0, 16)
