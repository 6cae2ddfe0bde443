import { renderEvaluation } from '../../../count/evaluate/render/render-evaluation.js'
import { defineCommand, usageError } from '../kit/command.js'
import { withOutput } from '../kit/write-output.js'
import { createPictureFolder, GOLD_OPTIONS, measureGold, planMeasurement, writeFigureFiles } from './evaluate-gold.js'
import { renderScored, SCORED_OPTIONS } from './evaluate-scored.js'

export const evaluate = defineCommand({
  name: 'evaluate',
  summary:
    'Measures models on posts labelled by hand: macro-F1 over the labels, F1 of each, macro-F1 of the lean on posts that take a side, calibration error.',
  inputs: null,
  options: { ...GOLD_OPTIONS, ...SCORED_OPTIONS },
  examples: ['npm run evaluate -- --gold gold.jsonl --model stack-en', 'npm run evaluate -- --scored scored.jsonl'],
  notes:
    'Figures come from the weights that ship, with accuracy at a coverage of 100 to 50% (surest posts first). The controls are the ' +
    'words alone (linear-en), the sign of the sentiment, and the majority label. Figures on the written corpus, and controls that rename companies ' +
    'or hide the deal, need a clone of the repository: npm run evaluate there.',
  run: async (options, _paths, context) => {
    const { io } = context
    const print = (text: string): Promise<void> => withOutput(null, io, (output) => output.write(text))
    if (options.scored.length > 0) return await print(await renderScored(options, context))
    const { gold } = options
    if (gold === undefined) {
      throw usageError(
        'expected --gold FILE with labelled posts, or --scored FILE with scored posts that brought their labels, got neither. See --help.',
      )
    }
    const plan = await planMeasurement(options, context)
    await createPictureFolder(options)
    const { evaluation } = await measureGold(gold, plan, options, context)
    await writeFigureFiles(plan.asked, [evaluation], options, context)
    await print(
      options.format === 'json' ? `${JSON.stringify({ evaluations: [evaluation] })}\n` : renderEvaluation(evaluation, plan.scheme),
    )
  },
})
