import { basename } from 'node:path'
import { recordScheme, schemeTag } from '../../../base/scheme/scheme-tag.js'
import { sha256Of } from '../../../base/text/sha256-text.js'
import { type RunRecord, runIdOf } from '../../../base/thread/run-record.js'
import type { LearntModel } from '../../../judge/learn/cross-fitted-labels.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import { readCommit, readRuntime, readVersion } from '../../node/file/package-root.js'
import { hashContent } from '../../node/file/read-source.js'
import { hashModel } from '../../node/model/load-model.js'
import { type GivenOption, givenOptions } from '../kit/command.js'
import {
  CLASSIFY_OPTIONS,
  type ClassifyOptions,
  decidesLabels,
  keyPathOf,
  type Pseudonyms,
} from './classify-options.js'
import { asksOfEachPost } from './language-model.js'

interface RunParts {
  readonly paths: readonly string[]
  readonly options: ClassifyOptions
  readonly model: StanceClassifier
  readonly learnt: LearntModel | undefined
  readonly pseudonyms: Pseudonyms | null
  /** SHA-256 of each input as it was read, by path. */
  readonly sha256s: ReadonlyMap<string, string>
}

/** Records everything that makes the labels of a run of classify. */
export async function recordRun(parts: RunParts): Promise<RunRecord> {
  const { paths, options, model } = parts
  const isElsewhere = options.given !== undefined || asksOfEachPost(options)
  const inputs = paths.map((path) => ({
    name: path === '-' ? null : basename(path),
    sha256: parts.sha256s.get(path) ?? null,
  }))
  const { files, optionsSha256 } = await hashOptions(parts)
  const known = {
    version: readVersion(),
    model: model.id,
    // A user's own model has the name of its folder.
    weights: isElsewhere
      ? null
      : { model: basename(options.model), sha256: hashModel(options.model) },
    optionsSha256,
    inputs,
    ...(files.length > 0 && { files }),
    commit: await readCommit(),
    runtime: readRuntime(),
    command: [
      'classify',
      ...paths.map((path) => basename(path)),
      ...decisive(options).flatMap(shownWords),
    ],
  }
  const record = { run: runIdOf(known), ...known }
  return parts.pseudonyms === null ? record : withoutInputNames(record)
}

/** Replaces a private name. */
const HIDDEN = '…'

/**
 * The record without input names, for outputs with pseudonyms: files are often named after an
 * author. Hashes stay.
 */
export function withoutInputNames(record: RunRecord): RunRecord {
  const names = new Set(record.inputs.map(({ name }) => name))
  return {
    ...record,
    inputs: record.inputs.map(({ name, sha256 }) => ({ name: name && HIDDEN, sha256 })),
    command: record.command.map((word) => (names.has(word) ? HIDDEN : word)),
  }
}

const decisive = (options: ClassifyOptions): GivenOption[] =>
  givenOptions({ ...options, pseudonymise: keyPathOf(options) }, CLASSIFY_OPTIONS, decidesLabels)

/** An address may hold a name and a password. Only NAME of "URL NAME" is recorded. */
function shownWords([name, value, spec]: GivenOption): string[] {
  if (value === true) return [`--${name}`]
  const text = String(value)
  if (name === 'pseudonymise') return [`--${name}`, HIDDEN]
  if (spec.type === 'file' || name === 'model') return [`--${name}`, basename(text)]
  return [`--${name}`, name === 'llm' ? text.replace(/^\S*:\/\/\S*\s*/, '') : text]
}

/**
 * Hashes the options that decide labels, and the files that they name. Files count by their
 * contents, not their place; a scheme may come in a folder.
 */
async function hashOptions({ options, model, learnt, pseudonyms }: RunParts) {
  const words: unknown[] = []
  const files: NonNullable<RunRecord['files']>[number][] = []
  for (const [option, value, spec] of decisive(options)) {
    let word = value
    if (spec.type === 'file') {
      const sha256 =
        option === 'scheme'
          ? sha256Of(JSON.stringify(recordScheme(model.scheme)))
          : await hashContent(String(value))
      files.push({ option, name: basename(String(value)), sha256 })
      word = option === 'scheme' ? schemeTag(model.scheme) : sha256
    }
    if (!spec.hasOwnHash) words.push(option, word)
  }
  const key = pseudonyms === null ? null : sha256Of(pseudonyms.key)
  return {
    files,
    optionsSha256: sha256Of(JSON.stringify([words, learnt?.record.adapterSha256 ?? null, key])),
  }
}
