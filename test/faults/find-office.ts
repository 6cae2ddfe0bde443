import { installDebian } from '../engines/install-debian.mjs'

/**
 * Whether LibreOffice is here; it is installed where it can be.
 *
 * @param purpose what is skipped where it cannot
 */
export function findOffice(purpose: string): boolean {
  const reason = installDebian(['soffice'], ['libreoffice-calc'])
  if (reason !== null) process.stderr.write(`\nSKIPPED: ${purpose}: ${reason}\n\n`)
  return reason === null
}
