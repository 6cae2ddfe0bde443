import { type Deal, parseDeals } from '../deals/deal.js'
import { type ReadInputOptions, readInput } from './file/read-input.js'

/**
 * Reads a catalogue of deals.
 *
 * @param path a JSON file, or `-` for standard input
 * @throws {PipelineError} what `readInput` throws (`INPUT_MISSING`, …) and what `parseDeals` throws
 */
export async function readDeals(path: string, options: ReadInputOptions = {}): Promise<Deal[]> {
  return parseDeals(await readInput(path, options), path === '-' ? 'stdin' : path)
}
