/** Verbs of speech for any speaker, including organisations, in the forms that follow a subject. */
const PLAIN_VERBS =
  'said says told tells wrote writes added adds noted notes argued argues claimed claims stated states announced confirmed confirms reported denied denies warned warns insisted insists posted tweeted replied replies responded'
/** Verbs that mean speech only with a person as subject. */
const PERSON_VERBS =
  'asked asks suggested suggests explained explains described describes called calls characterized characterised questioned questions concluded concludes cautioned cautions reiterated reiterates clarified clarifies elaborated concurred concurs agreed agrees disagreed disagrees highlighted highlights acknowledged acknowledges asserted asserts maintained maintains believes believed thinks views viewed contended contends countered counters conceded concedes emphasized emphasised stressed stresses observed observes remarked remarks recalled recalls predicted predicts joked jokes quipped mused declared declares commented comments complained complains praised praises criticized criticised dismissed dismisses recommended recommends wondered wonders admitted admits echoed echoes hailed hails lamented laments defended defends pointed likened'

const anyOf = (words: string): string => words.split(' ').join('|')

export const PLAIN_VERB = `(?:${anyOf(PLAIN_VERBS)})`
export const ANY_VERB = `(?:${anyOf(`${PLAIN_VERBS} ${PERSON_VERBS}`)}|doubled down|put it|went on to say|(?:continued|began|started|went on) to (?:say|argue|note|suggest|explain))`

/** Words between a subject and its verb. */
export const ADVERBS =
  "(?:(?:has|have|had|also|then|later|further|now|once|again|recently|repeatedly|just|even|still|would|did|does|not|didn['’]t|\\p{Ll}+ly)\\s+){0,3}"

/** One word of a name: `Korosec`, `O'Kane`, `J.`, `SpaceX`, `xAI`. */
export const NAME_WORD = "(?:\\p{Lu}[\\p{L}\\p{N}&-]*(?:['’]\\p{Lu}[\\p{L}-]+)?\\.?|\\p{Ll}{1,2}\\p{Lu}[\\p{L}\\p{N}]*)"
const PARTICLE = '(?:de|da|del|der|den|van|von|la|le|bin|al)'
/** A name of up to five words. */
export const NAME = `${NAME_WORD}(?:\\s+(?:${PARTICLE}\\s+){0,2}${NAME_WORD}){0,4}`

/** Titles and functions before names that are not part of them. */
export const TITLES = new Set(
  'mr mrs ms miss dr prof professor sir lord lady president vice chairman chairwoman chair ceo cfo cto coo chief executive officer founder cofounder co-founder director senator sen representative rep governor gov judge justice analyst editor reporter host economist secretary minister prime chancellor mayor attorney general spokesman spokeswoman spokesperson'.split(
    ' ',
  ),
)

/** Words that are capitalised at the start of a sentence and are not part of a name. */
export const OPENERS = new Set(
  'a an the and but or so yet on in at by for from with as while when after before since because although though however still then now also if it its this that these those there here he she they we you i what why how who where which not no yes one some many most all both each even just only meanwhile moreover furthermore additionally indeed instead later earlier today yesterday monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december according critics analysts experts investors reports sources employees officials observers supporters opponents others people users customers executives regulators researchers speaking asked to is are was were will can could would should do does did has have had outside inside under over between among across despite given once unlike without within'.split(
    ' ',
  ),
)

/** Last words of names of organisations. */
export const ORGANISATION_ENDINGS =
  /(?:^|\s)(?:Inc|Corp|Corporation|Company|Co|Ltd|LLC|Group|Bank|Capital|Partners|Ventures|Holdings|University|Institute|Foundation|Association|Agency|Commission|Department|Ministry|Court|Committee|Union|Party|Times|Post|Journal|News|Press|Reuters|Bloomberg|Labs?|AI|Technologies|Systems|Motors|Securities|Research|World|Media|Securities|Exchange|Fund|Council)\.?$/
