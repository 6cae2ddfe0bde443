import { join } from 'node:path'
import { hashModel, loadModel, PACKAGE_ROOT, readDeals, readVersion } from '../node.js'
import { CLASSIFY_OPTIONS, type ClassifyOptions } from './classify-options.js'
import type { CommandContext } from './command.js'
import { runFilter } from './filter.js'
import { checkFilter, scoringOf } from './filter-options.js'

/** `classify --filter`: its options checked, the model loaded, stdin answered line by line. */
export async function filterClassify(options: ClassifyOptions, inputs: readonly string[], context: CommandContext): Promise<number> {
  const run = checkFilter(options, inputs, CLASSIFY_OPTIONS, context.log)
  const deals = await readDeals(options.deals ?? join(PACKAGE_ROOT, 'corpus', 'deals.json'))
  const model = loadModel(options.model)
  const parts = { model, modelSha256: hashModel(options.model), deals, version: readVersion() }
  return await runFilter(parts, scoringOf(options), run, context)
}
