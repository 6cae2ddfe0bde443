import { PipelineError } from '../../base/errors.js'
import type { AuditLabel, CoderKind } from './audit.js'

/** A coder as one label names them. */
type Coder = Pick<AuditLabel, 'coder' | 'coderKind'>

/** Letters, digits and a little more: the name goes into files, tables and the page. */
const CODER_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.@ -]{0,59}$/u

export const isCoderName = (name: string): boolean => CODER_NAME.test(name)

/** What a coder was said to be before: a person or a model, `unknown` where nobody said. */
export function kindOfCoder(coders: Iterable<Coder>, name: string): CoderKind {
  for (const { coder, coderKind = 'unknown' } of coders) if (coder === name && coderKind !== 'unknown') return coderKind
  return 'unknown'
}

/**
 * Keeps coders apart: one is a person or a model, not both, and has one spelling. Two names of one person would pass for two readers who
 * agree. Gives a check to call with each coder in turn; `place` says where the name stands, for the message.
 */
export function coderRegister(known: Iterable<Coder>): (coder: Coder, place: string) => void {
  const byName = new Map<string, Coder>()
  const add = (one: Coder): void => {
    const before = byName.get(foldName(one.coder))
    if (before === undefined || (before.coderKind ?? 'unknown') === 'unknown') byName.set(foldName(one.coder), one)
  }
  for (const one of known) add(one)
  return (one, place) => {
    const { coder, coderKind = 'unknown' } = one
    if (!isCoderName(coder)) throw invalid(place, 'a name of letters, digits, spaces and _ . @ -, at most 60', coder)
    const before = byName.get(foldName(coder))
    if (before !== undefined && before.coder !== coder) throw invalid(place, `coder "${before.coder}" in one spelling`, coder)
    const kind = before?.coderKind ?? 'unknown'
    if (coderKind !== 'unknown' && kind !== 'unknown' && kind !== coderKind) {
      throw invalid(place, `coder "${coder}" as a ${kind}, as before`, coderKind)
    }
    add(one)
  }
}

const foldName = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s._-]+/g, ' ')
    .trim()

function invalid(place: string, expected: string, got: string): PipelineError {
  const message = `${place}: expected ${expected}, got "${got.slice(0, 80)}". Correct it, or give another coder another name. Nothing was written.`
  return new PipelineError('AUDIT_CODER_INVALID', message, { context: { place } })
}
