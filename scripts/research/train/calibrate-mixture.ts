import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StanceScheme } from '../../../src/base/scheme/stance-scheme.js'
import { fitTemperature } from '../../../src/base/statistics/calibration/fit-temperature.js'
import { roundDecimals } from '../../../src/base/statistics/estimate/mean.js'
import { extractTextFeatures } from '../../../src/judge/features/extract-features.js'
import {
  decide,
  type StanceInput,
  type StanceScores,
} from '../../../src/judge/stance/stance-classifier.js'
import { loadModel } from '../../../src/shell/node/model/load-model.js'

/**
 * The temperature of the posts that a model calls each label, one per label; 1 for a label that it
 * never calls.
 */
export function fitCallTemperatures(
  scores: readonly StanceScores[],
  goldLabels: readonly string[],
  { labels }: Pick<StanceScheme, 'labels'>,
): number[] {
  return labels.map((_, index) => {
    const called = [...scores.keys()].filter(
      (row) => decide(scores[row] as StanceScores).winner === index,
    )
    if (called.length === 0) return 1
    const calledScores = called.map((row) => scores[row] as StanceScores)
    const gold = called.map((row) => labels.indexOf(goldLabels[row] as string))
    return roundDecimals(fitTemperature(calledScores, gold), 2)
  })
}

/** A line of a set that no weight has seen. */
interface MeasuredPost {
  readonly mover: string
  readonly move: string
  readonly parentText?: string
  readonly text: string
  readonly label: string
}

function inputOf({ mover, move, parentText, text }: MeasuredPost): StanceInput {
  return {
    features: extractTextFeatures(text, parentText || null),
    target: { dealId: `${mover}: ${move}`, mover, move },
  }
}

/** Weights of the linear model in the mixture. */
export interface MixtureWeights {
  /** For comments, in ]0, 1[. */
  readonly comments: number
  /** For posts that answer a comment, in [0, 1[. */
  readonly replies: number
}

/** Fits the temperatures: JSON lines of real posts with `label` that no weight has seen. */
export interface UnseenPosts {
  readonly comments: string
  /** Posts that answer a comment. */
  readonly replies: string
}

/**
 * Fits and writes the temperatures of the mixture that ships: those at which it is calibrated on
 * comments, and those at which it is calibrated on replies.
 *
 * @param modelsFolder contains the encoder and the linear model
 */
export async function calibrateMixture(
  modelsFolder: string,
  id: string,
  unseen: UnseenPosts,
  { comments, replies }: MixtureWeights,
): Promise<void> {
  const path = join(modelsFolder, id, 'model.json')
  const header = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  const write = (mixture: object): void =>
    writeFileSync(path, `${JSON.stringify({ ...header, mixture }, null, 2)}\n`)
  const blendAt = async (weight: number, lines: string) => {
    const posts = parseMeasured(lines)
    write({ model: 'linear-en', weight, temperatures: [1, 1, 1] })
    const mixture = loadModel(id, { modelsFolder })
    const scores = await mixture.score(posts.map(inputOf))
    const gold = posts.map(({ label }) => label)
    return { weight, temperatures: fitCallTemperatures(scores, gold, mixture.scheme) }
  }
  const ofComments = await blendAt(comments, unseen.comments)
  const ofReplies = await blendAt(replies, unseen.replies)
  write({ model: 'linear-en', ...ofComments, replies: ofReplies })
}

const parseMeasured = (lines: string): MeasuredPost[] =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as MeasuredPost)
