import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { buildDisclosure } from '../../../src/say/disclosure/disclosure.js'
import { parseModelFigures } from '../../../src/say/facts/model-figures.js'
import { recordOf } from '../../base/thread/run-example.js'
import { breakdownOf } from '../cite/cite-example.js'

const worksOf = (...given: Parameters<typeof buildDisclosure>): string =>
  buildDisclosure(...given).references.join('\n')

describe('the works behind a disclosure', () => {
  it('are those whose methods gave its numbers', () => {
    const alone = worksOf(breakdownOf())
    expect(alone).toMatch(/Berry and Armitage \(1995\): Mid-P/)
    expect(alone).not.toMatch(/Krippendorff|Cohen|Horowitz|PPI|Wilson/)
    expect(worksOf(breakdownOf({ second: [30, 2] }))).toContain('Krippendorff (2011)')
    expect(worksOf({ ...breakdownOf(), audit: null })).toMatch(
      /^The dealstance maintainers: dealstance /,
    )
  })

  it('name the tool as CITATION.cff does, in the versions that labelled posts', () => {
    const cff = readFileSync('CITATION.cff', 'utf8')
    const runs = ['1.0.0', '1.1.0'].map((version) => ({
      run: version,
      postCount: 1,
      record: recordOf({ version }),
    }))
    expect(buildDisclosure({ ...breakdownOf(), runs }).references.at(-1)).toBe(
      'The dealstance maintainers: dealstance, version 1.0.0 and 1.1.0 (computer software, MIT licence).',
    )
    for (const line of [
      'title: dealstance\n',
      '  - name: The dealstance maintainers\n',
      'license: MIT\n',
    ])
      expect(cff).toContain(line)
  })
})

describe('the model in a disclosure', () => {
  it('is told with its training, its accuracy on fresh moves and who gave the labels there', () => {
    const figures = parseModelFigures(
      readFileSync('models/linear-en/figures.json', 'utf8'),
      'figures.json',
    )
    const tools = JSON.stringify(buildDisclosure(breakdownOf(), { figures }).items[2])
    expect(tools).toContain(
      'The model was trained on 12,841 public posts on 350 moves that language models labelled (corpus/taught)',
    )
    // models/README.md: linear-en, accuracy 0.595 and macro-F1 0.555 [0.503, 0.607] on the 580.
    expect(tools).toContain('On 580 real posts the model was right in 60 of 100')
    expect(tools).toContain('reference labels of two readers, both language models of one family')
    expect(tools).toContain('macro-F1 0.555 (95% interval 0.503 to 0.607)')
    expect(buildDisclosure(breakdownOf(), { figures }).items[2]?.status).toBe('filled')
  })

  it('lacks them where nobody kept figures, unless people say what they know', () => {
    const [, , tools] = buildDisclosure(breakdownOf()).items
    expect(tools?.missing.map(({ fact }) => fact)).toEqual(['trainingData'])
    const [, , told] = buildDisclosure(breakdownOf(), {
      facts: { trainingData: '300 tweets that we labelled' },
    }).items
    expect([told?.missing, told?.statements.at(-1)]).toEqual([
      [],
      'The model was trained on 300 tweets that we labelled.',
    ])
  })
})
