import { isSameScheme, PipelineError, STANCE_SCHEME, type StanceClassifier, type StanceScheme, schemeTag } from '../../index.js'
import { readScheme } from '../../node.js'
import type { OptionTable } from '../kit/command.js'

/** Of every command that reads or writes labels. */
export const SCHEME_OPTION = {
  scheme: { type: 'text', value: 'FILE', help: 'own labels: scheme.json, or the folder of a model of them' },
} as const satisfies OptionTable

/**
 * The scheme that a command works under: the one that ships unless another is given.
 *
 * @throws {PipelineError} what `readScheme` throws
 */
export async function readSchemeOption(path: string | undefined): Promise<StanceScheme> {
  return path === undefined ? STANCE_SCHEME : readScheme(path)
}

/**
 * Checks that a model knows the labels that were asked for. Without `--scheme` a model brings its own.
 *
 * @throws {PipelineError} `MODEL_LABELS_MISMATCH`
 */
export async function checkModelScheme({ id, scheme }: Pick<StanceClassifier, 'id' | 'scheme'>, path: string | undefined): Promise<void> {
  if (path === undefined) return
  const wanted = await readScheme(path)
  if (isSameScheme(scheme, wanted)) return
  throw new PipelineError(
    'MODEL_LABELS_MISMATCH',
    `expected a model of the scheme ${schemeTag(wanted)} (${wanted.labels.join(', ')}), got "${id}" of ${schemeTag(scheme)} (${scheme.labels.join(', ')}). Train one with npm run train -- --scheme ${path} --posts FILE --out FOLDER, and give its folder with --model.`,
    { context: { id, wanted: schemeTag(wanted), got: schemeTag(scheme) } },
  )
}
