import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  maskCompanies,
  swapCompanies,
} from '../../../scripts/research/evaluate/rename-companies.js'
import { buildThreads } from '../../../src/base/thread/thread.js'
import type { Question } from '../../../src/count/evaluate/predict.js'
import {
  extractFeatures,
  extractTextFeatures,
} from '../../../src/judge/features/extract-features.js'
import { post } from '../../base/thread/post-example.js'
import { deal } from '../../judge/deals/deals-example.js'
import { forSome } from '../../support/for-any.js'
import { runCount } from '../../support/run-count.js'

const sale = (id: string, mover: string, counterparty: string, parties: readonly string[] = []) =>
  deal(id, {
    mover,
    counterparties: [counterparty],
    move: `${mover} sells its plant to ${counterparty}.`,
    parties,
  })
const DEALS = [
  sale('borealis-nordwind', 'Borealis/Aurora', 'Nordwind', ['BRLS', 'Borealis Cloud', 'Olsen']),
  sale('kvist-lumen', 'Kvist', 'Lumen'),
  sale('halden-motors', 'Halden Motors', 'Tamsin', ['Halden', 'HM']),
  sale('target-sears', 'Target', 'Sears'),
]

function question(
  text: string,
  parentText: string | null = null,
  changes: Partial<Question> = {},
): Question {
  const target = {
    dealId: 'borealis-nordwind',
    mover: 'Borealis/Aurora',
    move: DEALS[0]?.move as string,
  }
  return {
    id: text,
    clusterId: 't',
    goldLabel: 'neither',
    input: { features: extractTextFeatures(text, parentText), target },
    ...changes,
  }
}
const masked = (text: string) =>
  maskCompanies([question(text)], DEALS)[0]?.input.features.text as string

describe('maskCompanies', () => {
  it.each([
    { text: "Borealis gave up, Nordwind's turn", expected: "Company A gave up, Company B's turn" },
    {
      text: 'borealis and aurora lost, NORDWIND WON',
      expected: 'company a and company a lost, COMPANY B WON',
    },
    { text: '@Borealis sold to #nordwind', expected: '@CompanyA sold to #companyb' },
    {
      text: 'Borealis Cloud and Olsen stay, so does Kvist',
      expected: 'Company A Cloud and Olsen stay, so does Kvist',
    },
    { text: 'no names here', expected: 'no names here' },
  ])('$text', ({ text, expected }) => {
    expect(masked(text)).toBe(expected)
  })

  it('masks the target and all ancestors of a post', () => {
    const posts = ['Borealis sells', 'smart of Borealis', 'aurora is done'].map((text, index) =>
      post(`${index}`, index === 0 ? null : `${index - 1}`, text),
    )
    const features = buildThreads(posts).flatMap((thread) => extractFeatures(thread))
    const questions = features.map((each) =>
      question('', null, { id: each.postId, input: { ...question('').input, features: each } }),
    )
    const changed = maskCompanies(questions, DEALS)
    expect(changed.map(({ input }) => input.features.text)).toEqual([
      'Company A sells',
      'smart of Company A',
      'company a is done',
    ])
    expect(changed[2]?.input.features).toMatchObject({
      depth: 2,
      parent: { text: 'smart of Company A' },
      root: { text: 'Company A sells' },
    })
    expect(changed[2]?.input.features.parent).toBe(changed[1]?.input.features)
    expect(changed[2]?.input.target).toMatchObject({
      mover: 'Company A',
      move: 'Company A sells its plant to Company B.',
    })
    expect(features[0]?.text).toBe('Borealis sells')
  })
})

describe('swapCompanies', () => {
  const texts = ['Borealis sells to Nordwind', 'AURORA lost', 'nordwind won']

  it('gives a company one new name in a thread, of another mover or counterparty, in the case of the old', () => {
    const swapped = swapCompanies(
      texts.map((text) => question(text)),
      DEALS,
      1,
    ).map(({ input }) => input.features.text)
    const [, mover = '', counterparty = ''] = /^(\w+) sells to (\w+)$/.exec(swapped[0] ?? '') ?? []
    expect(mover).toBe('Kvist')
    expect(['Lumen', 'Tamsin', 'Sears']).toContain(counterparty)
    expect(swapped.slice(1)).toEqual([
      `${mover.toUpperCase()} lost`,
      `${counterparty.toLowerCase()} won`,
    ])
  })

  it('changes only the names, in any text', () => {
    const word = fc.constantFrom(
      'Borealis',
      "aurora's",
      'Nordwind',
      '#BOREALIS',
      '@nordwind',
      'sold',
      'the',
      '💀',
      '.',
      '\n',
    )
    forSome(
      Math.min(runCount(), 300),
      fc.array(word, { maxLength: 12 }),
      fc.nat(50),
      (words, seed) => {
        const text = words.join(' ')
        const swapped = swapCompanies([question(text)], DEALS, seed)[0]?.input.features
          .text as string
        expect(swapped).not.toMatch(/borealis|aurora|nordwind/i)
        const kept = (all: readonly string[]) =>
          all.filter((each) => ['sold', 'the', '💀', '.'].includes(each))
        expect(kept(swapped.split(/\s/))).toEqual(kept(words))
        expect(swapped.split(' ')).toHaveLength(text.split(' ').length)
      },
    )
  })
})
