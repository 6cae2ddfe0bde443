import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHART_COLOURS } from '../../../src/say/svg/chart.js'
import { adaptColour, customChartRules, customPageRules, FIRST_CUSTOM_SERIES } from '../../../src/say/svg/custom-colours.js'
import { runCount } from '../../run-count.js'
import { contrast } from './contrast.js'

describe('custom colours', () => {
  it('are readable on light and dark backgrounds, for any colour', () => {
    const channel = fc.integer({ min: 0, max: 255 })
    fc.assert(
      fc.property(channel, channel, channel, (...channels) => {
        const { light, dark } = adaptColour(`#${channels.map((one) => one.toString(16).padStart(2, '0')).join('')}`)
        expect(contrast(light, CHART_COLOURS.light.paper)).toBeGreaterThanOrEqual(4.5)
        expect(contrast(dark, CHART_COLOURS.dark.paper)).toBeGreaterThanOrEqual(4.5)
      }),
      { numRuns: runCount() },
    )
  })

  it('stay unchanged if they are readable', () => {
    expect(adaptColour('#0072b2').light).toBe('#0072b2')
    expect(adaptColour('#ffff00')).toEqual({ light: expect.not.stringMatching('#ffff00'), dark: '#ffff00' })
  })

  it('are numbered after the built-in ones, with no rules for an empty list', () => {
    const rules = customChartRules([adaptColour('#0072b2')], '(dark)')
    expect(rules).toContain(`.chart .fill${FIRST_CUSTOM_SERIES}{fill:#0072b2}`)
    expect([customChartRules([], '(dark)'), customPageRules([], '(dark)')]).toEqual(['', ''])
  })
})
