import { join } from 'node:path'
import { PipelineError } from '../../errors.js'
import { PACKAGE_ROOT, readVersion } from '../../node/file/package-root.js'
import { hashModel } from '../../node/model/hash-model.js'
import { loadModel } from '../../node/model/load-model.js'
import { readDeals } from '../../node/read-deals.js'
import { runFilter } from '../filter/filter.js'
import { checkFilter, scoringOf } from '../filter/filter-options.js'
import type { CommandContext } from '../kit/command.js'
import { checkModelScheme } from '../options/scheme-option.js'
import { CLASSIFY_OPTIONS, type ClassifyOptions } from './classify-options.js'

/** A language model behind a server. */
const LLM = 'llm'

/** `classify --filter`: its options checked, the model loaded, stdin answered line by line. */
export async function filterClassify(options: ClassifyOptions, inputs: readonly string[], context: CommandContext): Promise<number> {
  const run = checkFilter(options, inputs, CLASSIFY_OPTIONS, context.log)
  const deals = await readDeals(options.deals ?? join(PACKAGE_ROOT, 'corpus', 'deals.json'))
  if (options.model === LLM) {
    throw new PipelineError(
      'USAGE_OPTION_INVALID',
      `expected --filter with a model of this machine, got ${LLM}, whose answers may differ from run to run. Classify without --filter.`,
    )
  }
  // As for every part of a filter: the engine owns the cores.
  const model = loadModel(options.model, { encoderThreadCount: 1 })
  await checkModelScheme(model, options.scheme)
  const parts = { model, modelSha256: hashModel(options.model), deals, version: readVersion() }
  return await runFilter(parts, scoringOf(options), run, context)
}
