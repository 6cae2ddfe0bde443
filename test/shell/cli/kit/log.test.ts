import { expect, it } from 'vitest'
import { createTextLog } from '../../../../src/shell/cli/kit/command.js'

const TEXT = 'read as\n    lines 19, 36: stands without a mention; taken as a reply of its own, not as more of the post above'

function written(terminal: { readonly isTTY?: boolean; readonly columns?: number }): string {
  let text = ''
  createTextLog({ write: (data: string | Uint8Array) => (text += String(data)), ...terminal }).info(TEXT)
  return text
}

it('wraps messages at words on a terminal, each line under its own indent', () => {
  expect(written({ isTTY: true, columns: 50 })).toBe(
    [
      'read as',
      '    lines 19, 36: stands without a mention; taken',
      '      as a reply of its own, not as more of the',
      '      post above',
      '',
    ].join('\n'),
  )
})

it('writes messages whole where no terminal is', () => {
  expect(written({})).toBe(`${TEXT}\n`)
})
