import { parseDeals } from '../../../judge/deals/parse-deals.js'
import { type PackedLinearModel, unpackLinearModel } from '../../../judge/stance/linear/linear-classifier.js'
import { type Command, defineCommand } from '../kit/command.js'
import { runCommand, runInProcess } from '../kit/run-command.js'
import { readDealOptions, SCORING_OPTIONS } from '../options/scoring-options.js'
import { checkFilter, ENGINE_OPTIONS, runFilter } from './filter.js'

/** The embedded data of the one-file filter. */
interface FilterCargo {
  readonly linear: PackedLinearModel
  /** Hash of the model's files: see `hashModel`. */
  readonly modelSha256: string
  /** The shipped catalogue, as JSON. */
  readonly deals: string
  readonly version: string
}

/** `classify --filter` with one model, outside the package. */
function commandOf({ linear, modelSha256, deals, version }: FilterCargo): Command {
  const { id } = linear.header
  return defineCommand({
    name: 'filter',
    usage: 'node dealstance-filter.cjs < POSTS > SCORED',
    summary: `Labels posts: one line of JSON in, one line out, as dealstance classify --filter --model ${id} (dealstance ${version}). Needs Node 20.19 and nothing else.`,
    inputs: null,
    options: {
      model: { type: 'choice', choices: [id], default: id, help: 'the one inside; encoders need the package' },
      ...SCORING_OPTIONS,
      ...ENGINE_OPTIONS,
    },
    examples: ['node dealstance-filter.cjs --expect 1000 < shard-1.jsonl > shard-1.scored.jsonl'],
    run: async (options, _inputs, context) => {
      checkFilter(options, [])
      const catalogue = await readDealOptions(options, parseDeals(deals, 'the catalogue inside'))
      const parts = { model: unpackLinearModel(linear), modelSha256, deals: catalogue }
      await runFilter(parts, options, context)
    },
  })
}

/** Runs the one-file filter in this process. */
export async function startFilter(cargo: FilterCargo): Promise<void> {
  await runInProcess((argv, io) => runCommand(() => commandOf(cargo), argv, io))
}
