import { describe, expect, it } from 'vitest'
import { renderReportCharts } from '../../../src/say/page/render-report-charts.js'
import { renderPng } from '../../../src/shell/node/render-png.js'
import { reportOf, threadOf } from '../../say/report-example.js'

describe('renderPng', () => {
  const charts = renderReportCharts(reportOf(threadOf(600)))

  it('renders every picture of a report at twice its size, on a light background', async () => {
    for (const { svg } of charts.slice(0, 4)) {
      const png = Buffer.from(await renderPng(svg))
      expect(png.toString('latin1', 1, 4)).toBe('PNG')
      const height = Number(/ height="(\d+)"/.exec(svg)?.[1])
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1120, 2 * height])
    }
    expect(charts.length).toBeGreaterThan(2)
  })

  it('renders text: the picture differs without it', async () => {
    const svg = charts[0]?.svg ?? ''
    expect(Buffer.from(await renderPng(svg)).equals(Buffer.from(await renderPng(svg.replace(/<text[^>]*>[^<]*<\/text>/g, ''))))).toBe(false)
  })
})
