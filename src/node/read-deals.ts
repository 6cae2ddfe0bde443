import { checkArguments } from '../arguments/check-arguments.js'
import { OPTIONS, TEXT } from '../arguments/shapes.js'
import { addDeals } from '../deals/add-deals.js'
import type { Deal } from '../deals/deal.js'
import { parseDeals } from '../deals/parse-deals.js'
import { SHIPPED_DEALS } from './file/package-root.js'
import { type ReadInputOptions, readInput } from './file/read-input.js'

/**
 * Reads a file of deals.
 *
 * @param path JSON or CSV, or `-` for standard input
 * @throws {PipelineError} as `readInput` (`INPUT_MISSING`, …) and `parseDeals`
 */
export async function readDeals(path: string, options: ReadInputOptions = {}): Promise<Deal[]> {
  checkArguments('readDeals', { path: [path, TEXT], options: [options, OPTIONS] })
  return parseDeals(await readInput(path, options), nameOf(path))
}

/**
 * Reads the catalogue that ships, and adds a user's own deals to it.
 *
 * @param path    file of those deals; undefined for none
 * @param catalogue default: that of the package
 * @throws {PipelineError} as {@link readDeals} and `addDeals`
 */
export async function readCatalogue(
  path: string | undefined,
  options: ReadInputOptions = {},
  catalogue: readonly Deal[] | null = null,
): Promise<readonly Deal[]> {
  const shipped = catalogue ?? (await readDeals(SHIPPED_DEALS))
  return path === undefined ? shipped : addDeals(shipped, await readDeals(path, options), nameOf(path))
}

const nameOf = (path: string): string => (path === '-' ? 'stdin' : path)
