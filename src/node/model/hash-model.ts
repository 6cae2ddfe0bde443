import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGE_ROOT } from '../file/package-root.js'
import { sha256Of } from '../file/sha256.js'
import { readFileOf } from './model-files.js'

/**
 * One hash for all that a model scores with: of the headers (`model.json`, `relation.json`) of the model, of its members and of the
 * relation model that each names. Headers name the hashes of the weights beside them, and loading checks those, so that this one changes
 * with every byte of the weights.
 *
 * @param id as `loadModel` takes it; a model that it has loaded
 * @returns 64 hexadecimal digits
 */
export function hashModel(id: string, modelsFolder = join(PACKAGE_ROOT, 'models')): string {
  return sha256Of(listHeaders(id, modelsFolder).join(''))
}

/** As `sha256sum` prints them: the hash of each header and its name, a line each. */
function listHeaders(id: string, modelsFolder: string): string[] {
  const path = [join(modelsFolder, id, 'model.json'), join(id, 'model.json')].find((each) => existsSync(each))
  // A control without a file of its own: its name says all.
  if (path === undefined) return [`${sha256Of(id)}  ${id}\n`]
  const bytes = readFileOf(path, id)
  const header = JSON.parse(bytes.toString('utf8')) as {
    readonly id?: string
    readonly members?: readonly { readonly id: string }[]
    readonly relation?: string
  }
  return [
    // The id inside, since a folder may lie anywhere.
    `${sha256Of(bytes)}  ${header.id ?? id}/model.json\n`,
    ...(header.members ?? []).flatMap((member) => listHeaders(member.id, modelsFolder)),
    ...(header.relation === undefined ? [] : [hashRelation(header.relation, modelsFolder)]),
  ]
}

/** A folder of models without it takes the package's own, as `loadModel` does. */
function hashRelation(id: string, modelsFolder: string): string {
  const own = join(modelsFolder, id, 'relation.json')
  const path = existsSync(own) ? own : join(PACKAGE_ROOT, 'models', id, 'relation.json')
  return `${sha256Of(readFileOf(path, id))}  ${id}/relation.json\n`
}
