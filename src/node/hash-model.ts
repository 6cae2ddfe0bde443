import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readFileOf } from './model-files.js'
import { PACKAGE_ROOT } from './package-root.js'
import { sha256Of } from './sha256.js'

/**
 * One hash for all that a model scores with: of the headers (`model.json`, `relation.json`) of the model, of its members and of the
 * relation model that each names. Headers name the hashes of the weights beside them, and loading checks those, so that this one changes
 * with every byte of the weights.
 *
 * @param id a model that `loadModel` has loaded
 * @returns 64 hexadecimal digits
 */
export function hashModel(id: string, modelsFolder = join(PACKAGE_ROOT, 'models')): string {
  return sha256Of(
    listHeaders(id, modelsFolder)
      .map(({ name, sha256 }) => `${sha256}  ${name}\n`)
      .join(''),
  )
}

interface HashedHeader {
  readonly name: string
  readonly sha256: string
}

function listHeaders(id: string, modelsFolder: string): HashedHeader[] {
  const path = join(modelsFolder, id, 'model.json')
  // A control without a file of its own: its name says all.
  if (!existsSync(path)) return [{ name: id, sha256: sha256Of(id) }]
  const bytes = readFileOf(path, id)
  const { members = [], relation } = JSON.parse(bytes.toString('utf8')) as {
    readonly members?: readonly { readonly id: string }[]
    readonly relation?: string
  }
  return [
    { name: `${id}/model.json`, sha256: sha256Of(bytes) },
    ...members.flatMap((member) => listHeaders(member.id, modelsFolder)),
    ...(relation === undefined ? [] : [hashRelation(relation, modelsFolder)]),
  ]
}

/** A folder of models without it takes the package's own, as `loadModel` does. */
function hashRelation(id: string, modelsFolder: string): HashedHeader {
  const own = join(modelsFolder, id, 'relation.json')
  const path = existsSync(own) ? own : join(PACKAGE_ROOT, 'models', id, 'relation.json')
  return { name: `${id}/relation.json`, sha256: sha256Of(readFileOf(path, id)) }
}
