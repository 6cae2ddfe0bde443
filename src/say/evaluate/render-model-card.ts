import { schemeTag } from '../../base/scheme/scheme-tag.js'
import type { ModelEvaluation } from '../../count/evaluate/measure.js'
import type { OwnModel } from '../../count/evaluate/train-own-model.js'
import { tokeniserNameOf } from '../../judge/features/tokenise.js'
import { describeIntervals, renderFigure as figure, figureCells } from './render-evaluation.js'

/** Facts for a model card that training does not know. */
export interface CardFacts {
  /** Command that reproduces the model. */
  readonly command: string
  /** Files of posts with their SHA-256. */
  readonly files: readonly { readonly name: string; readonly sha256: string }[]
  /** Version of the tokenising library, such as "ICU 78.2". */
  readonly runtime: string
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

export function renderModelCard(
  ownModel: OwnModel,
  { command, files, runtime }: CardFacts,
): string {
  const {
    model,
    described,
    inverseRegularisation,
    grouping,
    groupCount,
    foldCount,
    labelCounts,
    tried,
    evaluation,
    majority,
  } = ownModel
  const { scheme } = model
  const language = 'language' in model ? (model.language ?? 'en') : 'en'
  const { measurement } = evaluation.models[0] as ModelEvaluation
  const total = labelCounts.reduce((sum, { count }) => sum + count, 0)
  const rows = scheme.labels.map((label, index) => {
    const sided = scheme.sides.includes(label) ? 'side' : 'other'
    const role = scheme.neutral === label ? 'neutral' : sided
    return `| ${cell(label)} | ${role} | ${labelCounts[index]?.count ?? 0} | ${measurement.f1[index]?.toFixed(3) ?? ''} | ${cell(scheme.definitions?.[label] ?? '')} |`
  })
  const split =
    tokeniserNameOf(language) === 'wink-nlp' ? 'wink-nlp' : `Intl.Segmenter (${runtime})`
  return `# ${model.id}
${described.kind} of the labels ${scheme.labels.join(', ')}
(scheme ${schemeTag(scheme)}), trained with dealstance on ${total} posts; their labels come from the records of the posts. Language: ${language}; words split by ${split}.

| label | role | posts | F1 | definition |
|---|---|---|---|---|
${rows.join('\n')}

## How good is it
Each post was answered by a model that saw none of its ${grouping === 'post' ? 'words' : `${grouping}s`}. The posts were split by ${grouping}
in ${foldCount} parts; ${describeIntervals(groupCount, `${grouping}s`)}.

| | macro-F1 | lean macro-F1 | accuracy | ECE |
|---|---|---|---|---|
| this model | ${figureCells(measurement).join(' | ')} |
| always the most frequent label | ${figure(majority.macroF1)} | | ${majority.accuracy.toFixed(3)} | |

${
  grouping === 'post' ? 'On posts of other deals and threads expect less.\n\n' : ''
}**Counts of this model are no estimates.** Its errors do not cancel out: take a random sample and label it by hand (\`dealstance audit\`) before a share is
printed. A post that the model was trained on is no test of it.

## Settings
C ${inverseRegularisation} (of ${tried.map((one) => `${one.inverseRegularisation}: ${one.macroF1.toFixed(4)}`).join(', ')}), temperature ${model.temperature}, ${described.settings}.

Made by \`${command}\` from
${files.map(({ name, sha256 }) => `- ${name} (SHA-256 ${sha256})`).join('\n')}
`
}
