import { parseDeals } from '../../deals/deal.js'
import { readDeals } from '../../node/read-deals.js'
import { type PackedLinearModel, unpackLinearModel } from '../../stance/linear/unpack-model.js'
import { type Command, defineCommand } from '../kit/command.js'
import { runCommand } from '../kit/run-command.js'
import { runInProcess } from '../kit/run-in-process.js'
import { SCORING_OPTIONS } from '../options/scoring-options.js'
import { runFilter } from './filter.js'
import { checkFilter, ENGINE_OPTIONS, scoringOf } from './filter-options.js'

/** What the one-file filter carries inside. */
export interface FilterCargo {
  readonly linear: PackedLinearModel
  /** Of its files: see `hashModel`. */
  readonly modelSha256: string
  /** The catalogue that ships, as JSON. */
  readonly deals: string
  /** Of this package. */
  readonly version: string
}

/** Taken so that one command line serves for the package and for the file. */
const THREADS = { type: 'number', value: 'N', default: 1, low: 1, high: 1024, isInteger: true, help: 'one, whatever N' } as const

/** `classify --filter` with one model and without the package around it. */
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
      threads: THREADS,
      ...ENGINE_OPTIONS,
    },
    examples: ['node dealstance-filter.cjs --expect 1000 --receipt shard-1.receipt.json < shard-1.jsonl > shard-1.scored.jsonl'],
    run: async (options, _inputs, context) => {
      const run = checkFilter(options, [], { threads: THREADS }, context.log)
      const catalogue = options.deals === undefined ? parseDeals(deals, 'the catalogue inside') : await readDeals(options.deals)
      const parts = { model: unpackLinearModel(linear), modelSha256, deals: catalogue, version }
      return await runFilter(parts, scoringOf(options), run, context)
    },
  })
}

/** Runs the one-file filter in this process. */
export async function startFilter(cargo: FilterCargo): Promise<void> {
  await runInProcess((argv, io) => runCommand({ load: () => commandOf(cargo) }, argv, io))
}
