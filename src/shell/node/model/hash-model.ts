import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGE_ROOT } from '../file/package-root.js'
import { sha256Of } from '../file/sha256.js'
import { readModelFile } from './load-helpers.js'

/**
 * Hashes everything that a model scores with. The hash covers the headers (`model.json`, `relation.json`, `reasons.json`) of the model, of
 * its members and of their relation and reason models. Headers contain the hashes of the weights, and loading checks these, so the hash
 * changes with every byte of the weights. Gives 64 hexadecimal digits.
 */
export function hashModel(id: string, modelsFolder = join(PACKAGE_ROOT, 'models')): string {
  return sha256Of(listHeaders(id, modelsFolder).join(''))
}

function listHeaders(id: string, modelsFolder: string): string[] {
  const path = [join(modelsFolder, id, 'model.json'), join(id, 'model.json')].find((each) => existsSync(each))
  // A control without a file is identified by its name.
  if (path === undefined) return [`${sha256Of(id)}  ${id}\n`]
  const bytes = readModelFile(path, id)
  const header = JSON.parse(bytes.toString('utf8')) as {
    readonly id?: string
    readonly members?: readonly { readonly id: string }[]
    readonly relation?: string
    readonly reasons?: string
  }
  return [
    // The id in the header, since the folder may be anywhere.
    `${sha256Of(bytes)}  ${header.id ?? id}/model.json\n`,
    ...(header.members ?? []).flatMap((member) => listHeaders(member.id, modelsFolder)),
    ...(header.relation === undefined ? [] : [hashHelper(header.relation, 'relation.json', modelsFolder)]),
    ...(header.reasons === undefined ? [] : [hashHelper(header.reasons, 'reasons.json', modelsFolder)]),
  ]
}

/** Falls back to the package's own helper, as `loadModel` does. */
function hashHelper(id: string, name: string, modelsFolder: string): string {
  const own = join(modelsFolder, id, name)
  const path = existsSync(own) ? own : join(PACKAGE_ROOT, 'models', id, name)
  return `${sha256Of(readModelFile(path, id))}  ${id}/${name}\n`
}
