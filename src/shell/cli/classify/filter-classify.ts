import { readVersion } from '../../node/file/package-root.js'
import { hashModel } from '../../node/model/hash-model.js'
import { loadModel } from '../../node/model/load-model.js'
import { readCatalogue } from '../../node/read-catalogue.js'
import { runFilter } from '../filter/filter.js'
import { checkFilter, scoringOf } from '../filter/filter-options.js'
import { type CommandContext, usageError } from '../kit/command.js'
import { LLM_MODEL } from '../options/llm-options.js'
import { checkModelScheme } from '../options/scheme-option.js'
import { readDealOptions } from '../options/scoring-options.js'
import { CLASSIFY_OPTIONS, type ClassifyOptions } from './classify-options.js'

export async function filterClassify(options: ClassifyOptions, inputs: readonly string[], context: CommandContext): Promise<void> {
  const run = checkFilter(options, inputs, CLASSIFY_OPTIONS, context.log)
  const deals = await readDealOptions(options, await readCatalogue())
  if (options.model === LLM_MODEL) {
    throw usageError(
      `expected --filter with a model of this machine, got ${LLM_MODEL}, whose answers may differ from run to run. Classify without --filter.`,
    )
  }
  // One thread, because the engine distributes the cores.
  const model = loadModel(options.model, { encoderThreadCount: 1, onSlowRuntime: (message) => context.log.warn(message) })
  await checkModelScheme(model, options.scheme)
  const parts = { model, modelSha256: hashModel(options.model), deals, version: readVersion() }
  await runFilter(parts, scoringOf(options), run, context)
}
