import { expect, it } from 'vitest'
import { extractTextFeatures } from '../../../../src/judge/features/extract-features.js'
import { occludeWords } from '../../../../src/judge/stance/collect-evidence.js'

/** Scores 3 for "smart" and -1 for "cash", and counts the texts. */
function meter() {
  const texts: string[] = []
  const measure = async (asked: readonly string[]): Promise<number[]> => {
    texts.push(...asked)
    return asked.map((text) => (text.includes('smart') ? 3 : 0) - (text.includes('cash') ? 1 : 0))
  }
  return { texts, measure }
}

const weightsOf = async (text: string) => {
  const features = extractTextFeatures(text)
  const { texts, measure } = meter()
  const weights = await occludeWords(features, measure)
  return {
    byWord: Object.fromEntries(
      features.tokens.map(({ text: word }, index) => [word, weights[index] ?? Number.NaN]),
    ),
    scoredCount: texts.length,
  }
}

it('weighs each word of a short post by the loss without it', async () => {
  const { byWord, scoredCount } = await weightsOf('@user a smart move, cash in hand!')
  expect(byWord).toMatchObject({ '@user': 0, smart: 3, cash: -1, a: 0, ',': 0, '!': 0 })
  expect(scoredCount).toBe(7)
})

it('finds the word in a long post with little more than a dozen scorings', async () => {
  const { byWord, scoredCount } = await weightsOf(
    `${'well then so on and on '.repeat(4)} smart ${'and here more of the same '.repeat(4)}`,
  )
  expect(byWord['smart']).toBe(3)
  expect(scoredCount).toBeLessThanOrEqual(18)
})

it.each([
  { place: 'first', words: ['smart', ...Array.from({ length: 20_000 }, () => 'on')] },
  { place: 'last', words: [...Array.from({ length: 20_000 }, () => 'on'), 'smart'] },
])(
  'finds the $place of 20,001 words with a hundred scorings or so (once scored the post some 3,340 times)',
  async ({ words }) => {
    const { byWord, scoredCount } = await weightsOf(words.join(' '))
    expect(byWord['smart']).toBe(3)
    // The whole post, 6 stretches, then at most 32 parts three times: 20,001 / 6 / 32 / 32 < 4.
    expect(scoredCount).toBeLessThanOrEqual(1 + 6 + 32 + 32 + 4)
  },
)

it('scores nothing for a post without words', async () => {
  expect((await weightsOf('@user @other …')).scoredCount).toBe(0)
  expect((await weightsOf('')).scoredCount).toBe(0)
})
