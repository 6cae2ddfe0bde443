import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** Largest page in bytes: one that goes by mail, and opens within a second. */
export const MAX_PAGE_BYTES = 8_000_000

/** Reasons why a page is not one file without requests; empty for none. */
export function faultsOfPage(html) {
  const faults = []
  const size = Buffer.byteLength(html)
  if (size > MAX_PAGE_BYTES)
    faults.push(`expected at most ${MAX_PAGE_BYTES} bytes, got ${size}: find what grew`)
  if (!html.startsWith('<!doctype html>'))
    faults.push('expected a page of HTML, got another start: build it again')
  const [, policy = ''] = /http-equiv="content-security-policy" content="([^"]*)"/.exec(html) ?? []
  for (const right of ["default-src 'none'", "connect-src 'none'", "form-action 'none'"]) {
    if (!policy.split('; ').includes(right))
      faults.push(`expected the rule ${right} in the page's policy, got none: build it again`)
  }
  // Beside the blocks of scripts, which the policy holds by their hashes.
  const markup = html.replace(/<script[\s\S]*?<\/script>|srcdoc="[^"]*"/g, '')
  for (const [asked] of markup.matchAll(/\s(?:src|href)="(?!data:|#)[^"]*"/g))
    faults.push(`expected nothing to load, got${asked}: put it into the file`)
  return faults
}

/** Runs a command and returns its output. @throws {Error} with its words if it fails */
export function run(command, list, environment = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, list, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    shell: process.platform === 'win32',
  })
  if (status === 0) return stdout
  const said = error?.message ?? stderr.trim().split('\n').slice(-5).join('\n')
  throw new Error(`expected ${command} ${list.join(' ')} to succeed, got: ${said}`)
}

/** The line of `sha256sum` for a file. */
export const hashLine = (path, name) =>
  `${createHash('sha256').update(readFileSync(path)).digest('hex')}  ${name}\n`

/** Names of these that a list of files lacks, or holds against the rules. */
export function faultsOfList(list, { needed, refused }) {
  const names = list.split('\n')
  const missing = needed.filter((name) => !names.some((each) => each.endsWith(name)))
  const found = refused.filter((name) => names.some((each) => each.endsWith(name)))
  return [
    ...missing.map((name) => `expected the file ${name}, got none`),
    ...found.map((name) => `expected no file ${name}, got one`),
  ]
}
