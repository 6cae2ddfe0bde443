import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CHART_COLOURS,
  type Chart,
  renderChart as render,
  renderAxis,
  renderAxisWords,
  wrapText,
} from '../../../src/say/svg/chart.js'
import { element, escapeXml, roundPixel, textElement } from '../../../src/say/svg/elements.js'
import { CODE_POINT } from '../../support/code-point.js'
import { contrast } from './contrast.js'

const chart: Chart = {
  id: 'shares',
  title: 'Shares & more',
  subtitle: 'n = 3',
  description: 'Three shares.',
  notes: ['Bars: intervals', 'Source: here'],
  width: 560,
  height: 0,
  theme: 'light',
  isBare: false,
  band: null,
  plotHeight: 300,
  plotBottom: 26,
  draw: ({ left, top, bottom }) => [`<g id="plot" data-area="${[left, top, bottom].join(' ')}"/>`],
}
const renderChart = (drawn: Chart): string => render(drawn).svg

/** Tags in order, each closed: enough to check that the markup is a tree. */
function checkTree(svg: string): void {
  const open: string[] = []
  for (const [, close, name = '', self] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (close === '/') expect(open.pop()).toBe(name)
    else if (self !== '/') open.push(name)
  }
  expect(open).toEqual([])
}

describe('renderChart', () => {
  const svg = renderChart(chart)

  it('is well-formed, self-contained and deterministic', () => {
    checkTree(svg)
    expect(svg).not.toMatch(/<script|href=|url\(|@import|@font-face/)
    expect(renderChart(chart)).toBe(svg)
  })

  it('has a name and a description for screen readers', () => {
    expect(svg).toContain('role="img" aria-labelledby="shares-title shares-desc"')
    expect(svg).toContain(
      '<title id="shares-title">Shares &amp; more</title><desc id="shares-desc">Three shares.</desc>',
    )
  })

  it('prints the title, the subtitle and the source', () => {
    for (const text of ['Shares &amp; more', 'n = 3', 'Bars: intervals', 'Source: here'])
      expect(svg).toContain(`>${text}</text>`)
  })

  it('grows with its text and keeps the plot within its bounds', () => {
    const heightOf = (own: Chart): number => Number(/ height="(\d+)"/.exec(renderChart(own))?.[1])
    expect(heightOf({ ...chart, title: 'long words '.repeat(20) })).toBeGreaterThan(heightOf(chart))
    expect(heightOf({ ...chart, plotHeight: 100 })).toBe(heightOf(chart) - 200)
    const [left, top, bottom] = (/data-area="([^"]+)"/.exec(svg)?.[1] ?? '').split(' ').map(Number)
    expect(left).toBeGreaterThan(0)
    expect((bottom as number) - (top as number)).toBe(300)
  })

  it('is light, dark, or as the system of the reader', () => {
    expect(svg).not.toContain('@media')
    expect(renderChart({ ...chart, theme: 'dark' })).toContain(CHART_COLOURS.dark.paper)
    expect(renderChart({ ...chart, theme: 'auto' })).toContain('@media (prefers-color-scheme:dark)')
    expect(CHART_COLOURS.light.series.length).toBe(CHART_COLOURS.dark.series.length)
  })
})

it.each(['light', 'dark'] as const)(
  'CHART_COLOURS %s: ink, soft ink and every series have 4.5:1 with the paper',
  (scheme) => {
    const { paper, ink, soft, series } = CHART_COLOURS[scheme]
    for (const colour of [ink, soft, ...series])
      expect(contrast(colour, paper), colour).toBeGreaterThanOrEqual(4.5)
  },
)

it('places ticks and their words by the scale', () => {
  const scale = (share: number) => 50 + 100 * share
  expect(renderAxis(scale, 20)[2]).toBe('<line x1="100" x2="100" y1="14" y2="26" class="grid"/>')
  expect(renderAxisWords(scale, 40)[1]).toBe(
    '<text x="100" y="44" class="soft" text-anchor="middle">50%</text>',
  )
})

describe('element', () => {
  it('writes attributes in order, numbers to hundredths, and omits null', () => {
    expect(element('circle', { cx: 1.239, r: 3, fill: null, class: 'a "b"' })).toBe(
      '<circle cx="1.24" r="3" class="a &quot;b&quot;"/>',
    )
    expect(element('g', {}, ['<a/>', '<b/>'])).toBe('<g><a/><b/></g>')
    expect(textElement('<R&D>', { x: 0 })).toBe('<text x="0">&lt;R&amp;D&gt;</text>')
  })

  it('writes no minus zero and no exponent', () => {
    expect([-0, -0.001, 1e-7, 2.004, 1234.5].map(roundPixel)).toEqual([
      '0',
      '0',
      '0',
      '2',
      '1234.5',
    ])
  })
})

describe('escapeXml', () => {
  // Extensible Markup Language 1.0, 5th edition, production [2] Char.
  it('replaces characters that XML 1.0 forbids', () => {
    expect(escapeXml('a\u0000b\u001fc\ufffed\ud800e')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde')
    expect(escapeXml('tab\tline\n😀')).toBe('tab\tline\n😀')
  })

  it('leaves nothing that could end a text or an attribute', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: CODE_POINT }),
        (text) => !/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/.test(escapeXml(text)),
      ),
    )
  })
})

describe('wrapText', () => {
  it('breaks at spaces, and puts a long word on its own line', () => {
    expect(wrapText('one two  three', 7)).toEqual(['one two', 'three'])
    expect(wrapText('a incomprehensibilities b', 5)).toEqual(['a', 'incomprehensibilities', 'b'])
    expect(wrapText('  ', 5)).toEqual([])
  })

  it('breaks no range of numbers', () => {
    expect(wrapText('it is (6 to 11) or 34% to 49% of 1,200', 6)).toEqual([
      'it is',
      '(6 to 11)',
      'or',
      '34% to 49%',
      'of',
      '1,200',
    ])
  })

  it('loses no word', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 30 }), (text, width) => {
        expect(wrapText(text, width).join(' ')).toBe(
          text
            .split(/\s+/)
            .filter((word) => word !== '')
            .join(' '),
        )
      }),
    )
  })
})
