import { expect, it } from 'vitest'
import { renderReportCharts } from '../../../src/say/page/render-report-charts.js'
import { renderPng } from '../../../src/shell/node/render-png.js'
import { reportOf, threadOf } from '../../say/report-example.js'

const charts = renderReportCharts(reportOf(threadOf(600)))

it('renders every picture of a report at the width that it names, on a light background', async () => {
  for (const { svg, pixels, size } of charts.slice(0, 4)) {
    const png = Buffer.from(await renderPng(svg, pixels / size[0]))
    expect(png.toString('latin1', 1, 4)).toBe('PNG')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([
      pixels,
      Math.round((pixels * size[1]) / size[0]),
    ])
  }
  expect(charts.length).toBeGreaterThan(2)
})

it('renders text: the picture differs without it', async () => {
  const svg = charts[0]?.svg ?? ''
  const textless = svg.replace(/<text[^>]*>[^<]*<\/text>/g, '')
  expect(
    Buffer.from(await renderPng(svg, 2)).equals(Buffer.from(await renderPng(textless, 2))),
  ).toBe(false)
})
