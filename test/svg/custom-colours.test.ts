import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHART_COLOURS } from '../../src/svg/chart.js'
import { adaptColour, FIRST_OWN_SERIES, ownChartRules, ownPageRules } from '../../src/svg/custom-colours.js'

/** Web Content Accessibility Guidelines 2.2: relative luminance and contrast ratio. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

describe('colours of one’s own', () => {
  it('can be read on light and on dark ground, whatever they are', () => {
    const channel = fc.integer({ min: 0, max: 255 })
    fc.assert(
      fc.property(channel, channel, channel, (...channels) => {
        const { light, dark } = adaptColour(`#${channels.map((one) => one.toString(16).padStart(2, '0')).join('')}`)
        expect(contrast(light, CHART_COLOURS.light.paper)).toBeGreaterThanOrEqual(4.5)
        expect(contrast(dark, CHART_COLOURS.dark.paper)).toBeGreaterThanOrEqual(4.5)
      }),
      { numRuns: Number(process.env['DEALSTANCE_RUNS'] ?? 1000) },
    )
  })

  it('stay as they are where they can be read', () => {
    expect(adaptColour('#0072b2').light).toBe('#0072b2')
    expect(adaptColour('#ffff00')).toEqual({ light: expect.not.stringMatching('#ffff00'), dark: '#ffff00' })
  })

  it('stand behind those of charts, and nothing stands there without any', () => {
    const rules = ownChartRules([adaptColour('#0072b2')], '(dark)')
    expect(rules).toContain(`.chart .fill${FIRST_OWN_SERIES}{fill:#0072b2}`)
    expect([ownChartRules([], '(dark)'), ownPageRules([], '(dark)')]).toEqual(['', ''])
  })
})
