import { foldName } from '../../base/scheme/find-label.js'
import { memoiseByNames } from '../../base/text/lazily.js'
import type { Post } from '../../base/thread/post.js'
import type { JsonObject } from './json-fields.js'
import { REPAIRED, repairEncoding } from './repair-encoding.js'

const BOT = /^(?:\/?u\/|@)?automoderator$/i

export const isBotName = (name: string | null): boolean => name !== null && BOT.test(name)

const FLAG = /^(?:(?:author|user|account)[._])?(?:is[_ ]?)?bot(?:_account)?$/i

/** Speaker of posts by unknown authors in ConvoKit, which requires one. */
export const UNKNOWN_SPEAKER = '[unknown]'

/** Affirmative cell or value. */
export const YES = /^(?:yes|true|1|1\.0|y)$/i

const flagNames = memoiseByNames((names, _: null) => names.filter((name) => FLAG.test(name)))

/** True for a record with a field that marks its author as a bot. */
export const hasBotFlag = (record: JsonObject): boolean =>
  flagNames(Object.keys(record), null).some((name) => YES.test(String(record[name])))

/** Placeholder of a deleted text or author, with the agent. */
const WITHDRAWN =
  /^\s*\[ ?(?:(?:post|comment|reply|tweet|message) )?(deleted|removed)(?: by (?:(?:the |its )?(?:user|author|moderator)s?|reddit))? ?\]\s*$/i

/** The same in other languages: "[Beitrag gelöscht]", "[commentaire supprimé par l'auteur]". */
const WITHDRAWN_ABROAD =
  /^\s*\[ ?(?:[\p{L}'’]{1,15} ){0,4}(?:gelöscht|entfernt|supprimée?|retirée?|eliminad[oa]|borrad[oa]|removid[oa]|apagad[oa]|excluíd[oa]|eliminato|rimosso|usunięt[yoa]|verwijderd|удалено?|削除)(?: (?:par|vo[nm]|durch|p[oe]r|przez|dal?|door) [\p{L}'’ ]{1,30})? ?\]\s*$/iu

/**
 * Agent of a deletion, if the text is only a placeholder: "[deleted by user]", "[removed by
 * Reddit]"; else null.
 */
export function withdrawnBy(text: string): 'deleted' | 'removed' | null {
  if (text.length <= 60 && WITHDRAWN_ABROAD.test(text)) return 'deleted'
  const [, done] = (text.length > 60 ? null : WITHDRAWN.exec(text)) ?? []
  if (done === undefined) return null
  return /deleted|author|user/i.test(text) ? 'deleted' : 'removed'
}

/**
 * Names that sites and programs print for those who gave none, or whose account is gone, as
 * `foldName` spells them: 4chan, Slashdot, Disqus, WordPress, Facebook, Quora, LinkedIn, Amazon,
 * shops for apps, and empty cells.
 */
const NOBODY: ReadonlySet<string> = new Set(
  [
    'anon,guest,guest user,guest author,user,a user,no name,noname,nameless,no author,name withheld',
    'unknown,unknown user,unknown author,unknown account,unidentified,not available,n/a,na,<na>',
    'nan,none,null,nil,undefined,withheld,redacted,deleted,deleted user,deleted account',
    'account deleted,user deleted,former user,former member,removed,removed user,suspended account',
    'account suspended,banned user,facebook user,quora user,linkedin member,google user',
    'a google user,amazon customer,kindle customer,gast,invité,invitado,ospite,convidado,gość,unbekannt',
    'membre de linkedin,miembro de linkedin',
    'inconnu,desconocido,desconhecido,sconosciuto,аноним,гость,匿名,匿名用户,匿名さん,名無し,名無しさん,익명',
  ].flatMap((line) => line.split(',')),
)

/** "Anonymous member", "Anonyme Teilnehmerin", "Miembro anónimo" */
const ANONYMOUS = /^(?:\p{L}+ )?an[oóô]n(?:ym(?:e[nrs]?|ous|ized)?|im[oa]|ieme?)(?: \p{L}+)?$/u

/** True for a name that is nobody's: one of the table, in brackets or not, or marks alone. */
function isNobody(name: string): boolean {
  // No name of the table has a digit.
  if (/\d/.test(name)) return false
  const inner = name.replace(/^[[(<{]|[\])>}]$/g, '')
  const isTold = [name, inner]
    .map(foldName)
    .some((each) => ANONYMOUS.test(each) || NOBODY.has(each))
  return isTold || /^[\p{P}\s]*$/u.test(name)
}

/**
 * The text and the author of a post, their encoding repaired. The author is null under a name that
 * is nobody's, unless an id or a handle beside it tells the account. `remark`: what was mended, for
 * one post and for several; null for nothing.
 */
export function mendWords({ text: givenText, author: givenName, meta }: Post) {
  const text = repairEncoding(givenText)
  const isAccount = meta['authorId'] !== undefined || meta['authorName'] !== undefined
  if (givenName !== null && !isAccount && isNobody(givenName))
    return { text, author: null, remark: namelessRemark(givenName) }
  const author = givenName && repairEncoding(givenName)
  const isSame = text === givenText && author === givenName
  return { text, author, remark: isSame ? null : REPAIRED }
}

const namelessRemark = (name: string): string =>
  ['post', 'posts']
    .map((posts) => `${posts} under the name "${name}", which is nobody's: author unknown`)
    .join('|')
