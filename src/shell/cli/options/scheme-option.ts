import { PipelineError } from '../../../base/errors.js'
import { isSameScheme, schemeTag } from '../../../base/scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import { readScheme } from '../../node/read-scheme.js'
import type { OptionTable } from '../kit/command.js'

/** Option of commands that read or write labels. */
export const SCHEME_OPTION = {
  scheme: { type: 'text', value: 'FILE', help: "own labels: scheme.json, or a model's folder" },
} as const satisfies OptionTable

/** Reads the scheme of `--scheme`. Default: the built-in scheme. */
export async function readSchemeOption(path: string | undefined): Promise<StanceScheme> {
  return path === undefined ? STANCE_SCHEME : readScheme(path)
}

/** Checks that a model has the labels of `--scheme`. Without the option, the model's own labels apply. */
export async function checkModelScheme({ id, scheme }: Pick<StanceClassifier, 'id' | 'scheme'>, path: string | undefined): Promise<void> {
  if (path === undefined) return
  const wanted = await readScheme(path)
  if (isSameScheme(scheme, wanted)) return
  const message = `expected a model of the scheme ${schemeTag(wanted)} (${wanted.labels.join(', ')}), got "${id}" of ${schemeTag(scheme)} (${scheme.labels.join(', ')}). Train one with npm run train -- --scheme ${path} --posts FILE --out FOLDER, and give its folder with --model.`
  throw new PipelineError('MODEL_LABELS_MISMATCH', message, { context: { id, wanted: schemeTag(wanted), got: schemeTag(scheme) } })
}
