import { describe, expect, it } from 'vitest'
import { byLabel, STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { unitKeyOf } from '../../../../src/base/thread/unit-key.js'
import { aggregate } from '../../../../src/count/aggregate.js'
import { planAudit } from '../../../../src/count/audit/draw/plan-audit.js'
import { suggestUnits } from '../../../../src/count/audit/draw/suggest-units.js'
import { listUnits } from '../../../../src/count/audit/population.js'
import type { ScoredPost } from '../../../../src/judge/stance/stance-prediction.js'
import { NEITHER, RETREAT, scoredPost } from '../../scored-posts.js'
import { draw, HASH, labelUnits } from '../audit-example.js'

/** A post on one deal whose first label has this probability, the second the rest. */
function postOf(id: string, text: string, probability: number, dealIds: readonly string[] = ['deal-a']): ScoredPost {
  const probabilities = byLabel(STANCE_SCHEME, [probability, 1 - probability, 0])
  const post = scoredPost(RETREAT, { id, text }, dealIds)
  return { ...post, probabilities, stances: post.stances.map((stance) => ({ ...stance, probabilities })) }
}

const TOPICS = ['racks', 'lease', 'runway', 'shares', 'margin', 'permit', 'turbine', 'lawsuit']
/** Per topic twenty posts of much the same words, half of them sure. */
const POSTS = TOPICS.flatMap((topic) =>
  Array.from({ length: 20 }, (_, index) =>
    postOf(`${topic}-${index}`, `about the ${topic} ${topic} number${index}`, index % 2 ? 0.55 : 0.99),
  ),
)
const suggest = (posts: readonly ScoredPost[], size: number, seed = 1) => suggestUnits(posts, { size, seed, scoredSha256: HASH })

describe('suggestUnits', () => {
  it('takes unsure posts of different words', () => {
    const { units, method, strata } = suggest(POSTS, 8)
    expect(method).toBe('suggested')
    expect(units.filter(({ postId }) => Number(postId.split('-')[1]) % 2 === 0)).toEqual([])
    expect(new Set(units.map(({ postId }) => postId.split('-')[0])).size).toBeGreaterThanOrEqual(6)
    expect(units.every(({ probability }) => probability === null)).toBe(true)
    expect(strata).toEqual([{ id: 'deal deal-a', dealId: 'deal-a', populationCount: 160, sampleCount: 8 }])
  })

  it('starts with the least certain, and never takes the same words with the same probabilities twice', () => {
    const posts = [postOf('a', 'the same words', 0.7), postOf('b', 'The same words!', 0.7), postOf('c', 'the same words', 0.51)]
    expect(suggest(posts, 3).units.map(({ postId }) => postId)).toEqual(['c', expect.stringMatching(/^[ab]$/)])
  })

  it('draws the second with a chance in proportion to the squared distance of the outer products', () => {
    // From the definition: gradient = (p - e) x words; words of one post are (1, 0), of the others (0, 1) and (1, 0), TF-IDF of length 1.
    const posts = [postOf('first', 'alpha', 0.5), postOf('far', 'beta', 0.6), postOf('near', 'alpha', 0.8)]
    const gradient = (probability: number, words: readonly number[]): number[] =>
      [probability - 1, 1 - probability].flatMap((error) => words.map((word) => error * word))
    const distance = (one: readonly number[], other: readonly number[]): number =>
      one.reduce((sum, value, index) => sum + (value - (other[index] ?? 0)) ** 2, 0)
    const [first, far, near] = [gradient(0.5, [1, 0]), gradient(0.6, [0, 1]), gradient(0.8, [1, 0])]
    const expected = distance(first, far) / (distance(first, far) + distance(first, near))
    const runs = 1000
    const hits = Array.from({ length: runs }, (_, seed) => suggest(posts, 2, seed).units[1]?.postId).filter((id) => id === 'far').length
    // Four standard errors of the share.
    expect(Math.abs(hits / runs - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / runs))
  })

  it('is the same whatever the order of the posts, another for another seed, and apart from a sample', () => {
    const { units } = suggest(POSTS, 12)
    expect(suggest([...POSTS].reverse(), 12).units).toEqual(units)
    expect(suggest(POSTS, 12, 2).units).not.toEqual(units)
    const sample = draw(POSTS, 60).units
    const drawn = new Set(sample.map(unitKeyOf))
    const apart = suggestUnits(POSTS, { size: 40, seed: 1, scoredSha256: HASH, apartFrom: sample })
    expect(apart.units.filter((unit) => drawn.has(unitKeyOf(unit)))).toEqual([])
    expect(apart.units).toHaveLength(40)
  })

  it('gives fewer where fewer differ, and refuses posts without probabilities and sizes below 1', () => {
    expect(suggest(POSTS, 1000).units.length).toBeLessThanOrEqual(listUnits(POSTS).length)
    const bare = [scoredPost('unscored'), scoredPost('unscored')]
    expect(() => suggest(bare, 1)).toThrow(
      expect.objectContaining({ code: 'SCORED_INVALID', message: expect.stringContaining('got 2 judgements, none with probabilities') }),
    )
    expect(() => suggest(POSTS, 0)).toThrow(expect.objectContaining({ code: 'USAGE_OPTION_INVALID' }))
  })
})

describe('labels of suggested posts', () => {
  it('estimate nothing, and plan nothing', () => {
    const design = suggest(POSTS, 10)
    const audit = { design, labels: labelUnits(design, () => NEITHER) }
    const refusal = expect.objectContaining({
      code: 'AUDIT_NOT_RANDOM',
      message: expect.stringContaining('10 judgements that audit --suggest chose'),
    })
    expect(() => aggregate(POSTS, { scheme: STANCE_SCHEME, audit: { audit, sha256: null } })).toThrow(refusal)
    expect(() => planAudit(POSTS, { labels: design.labels, halfWidth: 0.05, confidenceLevel: 0.95, audit })).toThrow(refusal)
  })
})
