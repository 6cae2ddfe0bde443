import { ERROR_CATALOGUE, type ErrorCode } from '../../../base/errors.js'

/** Exit codes of sysexits.h. */
export const EXIT = Object.freeze({
  done: 0,
  usage: 64,
  data: 65,
  missing: 66,
  internal: 70,
  io: 74,
  again: 75,
})

export const exitCodeOf = (code: ErrorCode): number => EXIT[ERROR_CATALOGUE[code].exit]
