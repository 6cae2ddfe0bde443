import { checkArguments } from '../arguments/check-arguments.js'
import { OPTIONS, TEXT } from '../arguments/shapes.js'
import { type Deal, parseDeals } from '../deals/deal.js'
import { type ReadInputOptions, readInput } from './file/read-input.js'

/**
 * Reads a catalogue of deals.
 *
 * @param path a JSON file, or `-` for standard input
 * @throws {PipelineError} as `readInput` (`INPUT_MISSING`, …) and `parseDeals`
 */
export async function readDeals(path: string, options: ReadInputOptions = {}): Promise<Deal[]> {
  checkArguments('readDeals', { path: [path, TEXT], options: [options, OPTIONS] })
  return parseDeals(await readInput(path, options), path === '-' ? 'stdin' : path)
}
