import { expect, it } from 'vitest'
import { renderScoringPage } from '../../scripts/page/render-scoring-page.js'

const PARTS = {
  script: 'start()',
  scriptHashes: ['aaa='],
  styleHashes: ['bbb='],
  worker: 'V09SSw==',
  sampleText: 'one',
  version: '1',
  notices: 'wink-nlp 2.4.0 (MIT) <copyright>',
}

it('lets in its own script and style alone, and no connection', () => {
  const [, policy = ''] =
    /content-security-policy" content="([^"]*)"/.exec(renderScoringPage(PARTS)) ?? []
  expect(policy).toContain("default-src 'none'; script-src 'sha256-aaa='; style-src 'sha256-bbb='")
  expect(policy).toContain("connect-src 'none'")
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:/)
})

it('holds the licences of what it embeds', () => {
  expect(renderScoringPage(PARTS)).toContain('<pre>wink-nlp 2.4.0 (MIT) &lt;copyright&gt;</pre>')
})

it('keeps a sample from closing its own block', () => {
  const html = renderScoringPage({ ...PARTS, sampleText: '</script><script>alert(1)</script>' })
  expect(html).toContain('\\u003c/script>\\u003cscript>alert(1)')
  expect(html.match(/<script/g)).toHaveLength(3)
})

it('refuses a script that would end early', () => {
  expect(() => renderScoringPage({ ...PARTS, script: 'x = "</script>"' })).toThrow(RangeError)
})
