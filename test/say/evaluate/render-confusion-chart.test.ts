import { describe, expect, it } from 'vitest'
import { createScheme, STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { FULL_OPACITY, renderConfusionChart } from '../../../src/say/evaluate/render-confusion-chart.js'
import { CHART_COLOURS } from '../../../src/say/svg/colours.js'
import { contrast } from '../svg/contrast.js'

const confusion = [
  [3, 1, 1, 0],
  [1, 2, 1, 2],
  [0, 0, 0, 0],
]
const named = { model: 'linear-en', on: 'gold.jsonl' }

describe('renderConfusionChart', () => {
  const svg = renderConfusionChart({ confusion }, STANCE_SCHEME, named)

  it('writes each count and its part of the row into its cell, and says the same to screen readers', () => {
    expect([...svg.matchAll(/class="strong">(\d+)</g)].map(([, count]) => Number(count))).toEqual(confusion.flat())
    expect([...svg.matchAll(/>(\d+)%</g)].map(([, part]) => Number(part))).toEqual([60, 20, 20, 0, 17, 33, 17, 33])
    expect(svg).toContain('labelled retreat: 3 retreat, 1 shrewd pivot, 1 neither, 0 no label; labelled shrewd pivot:')
    expect(svg).toContain('11 posts of gold.jsonl')
  })

  it.each(['light', 'dark'] as const)('keeps a contrast of 4.5:1 of text on the fullest cell, %s', (theme) => {
    const { paper, ink, series } = CHART_COLOURS[theme]
    expect(contrast(ink, series[0], paper, FULL_OPACITY)).toBeGreaterThanOrEqual(4.5)
    const opacities = [...svg.matchAll(/ opacity="([\d.]+)"/g)].map(([, value]) => Number(value))
    expect(Math.max(...opacities)).toBeLessThanOrEqual(FULL_OPACITY)
  })

  it('escapes names, and grows with the labels of a scheme', () => {
    const labels = ['a & b', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight']
    const scheme = createScheme({ id: 'many', labels, sides: ['a & b', 'two'], neutral: null })
    const wide = renderConfusionChart({ confusion: labels.map(() => [1, 0, 0, 0, 0, 0, 0, 0, 0]) }, scheme, { model: '<m>', on: 'x' })
    expect(wide).toContain('a &amp; b')
    expect(wide).not.toContain('<m>')
    const width = Number(/ width="(\d+)"/.exec(wide)?.[1])
    expect(width).toBeGreaterThan(560)
    for (const [, x, own] of wide.matchAll(/<rect x="([\d.]+)"[^>]* width="([\d.]+)"/g))
      expect(Number(x) + Number(own)).toBeLessThanOrEqual(width)
  })
})
