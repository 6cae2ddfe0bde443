import { ERROR_CATALOGUE, type ErrorCode, type ExitClass } from '../../../base/errors/catalogue.js'

/** Exit codes as sysexits.h names them. */
export const EXIT = Object.freeze({ DONE: 0, USAGE: 64, BAD_DATA: 65, INPUT_MISSING: 66, INTERNAL: 70, IO: 74, TRY_AGAIN: 75 })

/** Exit codes by class of error. */
export const EXIT_OF_CLASS: Readonly<Record<ExitClass, number>> = {
  usage: EXIT.USAGE,
  data: EXIT.BAD_DATA,
  missing: EXIT.INPUT_MISSING,
  internal: EXIT.INTERNAL,
  io: EXIT.IO,
  again: EXIT.TRY_AGAIN,
}

export function exitCodeOf(code: ErrorCode): number {
  return EXIT_OF_CLASS[ERROR_CATALOGUE[code].exit]
}
