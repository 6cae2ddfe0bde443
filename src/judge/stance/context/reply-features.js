/** The most words of a reply that are used. A reply shows its relation to its parent early. */
const MAX_WORDS = 40;
/** Length that the bag-of-words vector is scaled to. Chosen by cross-validation by deal. */
const BAG_LENGTH = 2;
/** Keeps the logarithm of a probability finite. */
const MIN_PROBABILITY = 1e-4;
const COMMON_WORDS = new Set('the a an of to in and is it for on that this with be are was at as by i you they we he not have has but or if so just what their its from my your do'.split(' '));
/** A phrase that starts before this word index is early. */
const EARLY = 8;
const wordsByPost = new WeakMap();
/** Words of a post without its leading addressees. Cached per post, since every reply needs its parent's words. */
function wordsOf(post) {
    let words = wordsByPost.get(post);
    if (!words)
        wordsByPost.set(post, (words = extractWords(post)));
    return words;
}
const HAS_SPACE = /\s/;
function extractWords({ tokens, addresseeTokenCount }) {
    const words = [];
    for (let index = addresseeTokenCount; index < tokens.length && words.length < MAX_WORDS; index++) {
        const { kind, normal } = tokens[index];
        if (kind === 'mention')
            continue;
        words.push(kind === 'url' || kind === 'email' ? 'http' : HAS_SPACE.test(normal) ? normal.replace(/\s+/g, '') : normal);
    }
    return words;
}
/** The words of a phrase, tokenised as replies are, joined by spaces. */
export const normalisePhrase = (phrase) => wordsOf(phrase).join(' ');
export function extractReplyWords(reply, phrases) {
    const words = wordsOf(reply);
    const ends = [];
    for (let length = 1; length <= 3 && length <= words.length; length++)
        ends.push(`opens ${words.slice(0, length).join(' ')}`);
    if (words.length > 0 && words.length <= 4)
        ends.push(`whole ${words.join(' ')}`);
    if (words.length > 0)
        ends.push(`closes ${words.at(-1)}`);
    const bag = fillBag(words);
    return { ends, bag, bagValue: BAG_LENGTH / Math.sqrt(bag.length), phrases: phraseFeatureNames(words, phrases) };
}
function fillBag(words) {
    const bag = [];
    const seen = new Set();
    const addPair = (previous, word) => {
        if (!bag.some(([before, entry]) => before === previous && entry === word))
            bag.push([previous, word]);
    };
    let previous = '^';
    for (const word of words) {
        const isNew = !seen.has(word);
        if (isNew) {
            seen.add(word);
            bag.push([null, word], [previous, word]);
        }
        else
            addPair(previous, word);
        previous = word;
    }
    if (words.length > 0)
        addPair(previous, '$');
    return bag;
}
/** The features of {@link extractReplyWords} as names and values. */
export function replyWordFeatures(reply, phrases) {
    const { ends, bag, bagValue, phrases: named } = extractReplyWords(reply, phrases);
    return [
        ...ends.map((name) => [name, 1]),
        ...bag.map(([previous, word]) => [bagFeatureName(previous, word), bagValue]),
        ...named.map((name) => [name, 1]),
    ];
}
const IN_BAG = 'has ';
const bagFeatureName = (previous, word) => previous === null ? `${IN_BAG}${word}` : `${IN_BAG}${previous} ${word}`;
/** The bag entry that a feature name refers to; null for other features. */
export function bagEntryOf(name) {
    if (!name.startsWith(IN_BAG))
        return null;
    const end = name.indexOf(' ', IN_BAG.length);
    return end === -1 ? [null, name.slice(IN_BAG.length)] : [name.slice(IN_BAG.length, end), name.slice(end + 1)];
}
/** The longest set phrase that starts at a word, of the given kind if any; null for none. */
function longestPhrase(words, start, { kindOf, longestFrom }, wanted) {
    const longest = Math.min(longestFrom.get(words[start]) ?? 0, words.length - start);
    for (let length = longest; length > 0; length--) {
        const kind = kindOf.get(words.slice(start, start + length).join(' '));
        if (kind !== undefined && (wanted === undefined || kind === wanted))
            return { kind, length };
    }
    return null;
}
/** Features for set phrases of agreement and objection. Their position is more informative than their exact words. */
function phraseFeatureNames(words, phrases) {
    const found = new Set();
    for (let start = 0; start < words.length; start++) {
        const phrase = longestPhrase(words, start, phrases);
        if (phrase === null)
            continue;
        const { kind, length } = phrase;
        if (start === 0)
            found.add(`opens with a phrase that ${kind}`);
        if (start === 0 && words.slice(length).every((word) => !/[\p{L}\p{N}]/u.test(word)))
            found.add(`is a phrase that ${kind}`);
        if (start > 0)
            found.add(start < EARLY ? `early phrase that ${kind}` : `late phrase that ${kind}`);
        start += length - 1;
    }
    return [...found];
}
/** Words that may stand beside a phrase of agreement and change nothing; quotation marks and the like stand there too. */
const BESIDE_AGREEMENT = new Set('so much very indeed totally correct true right same + ^ %'.split(' '));
const ENDS_OR_QUOTES = /^[.,!…"'“”‘’*_~]+$/u;
/** Whether a post says that it agrees and nothing else: "this.", "so much this", "yes, exactly". It takes the side of what it answers. */
export function isBareAgreement(post, phrases) {
    const words = wordsOf(post).filter((word) => !ENDS_OR_QUOTES.test(word));
    let agrees = false;
    for (let start = 0; start < words.length;) {
        const phrase = longestPhrase(words, start, phrases, 'agrees');
        if (phrase === null && !BESIDE_AGREEMENT.has(words[start]))
            return false;
        agrees ||= phrase !== null;
        start += phrase?.length ?? 1;
    }
    return agrees;
}
export function extractReplyTraits(reply) {
    const words = wordsOf(reply);
    const parentWords = new Set(reply.parent === null ? [] : wordsOf(reply.parent));
    let contentWordCount = 0;
    let echoedCount = 0;
    for (const word of words) {
        if (COMMON_WORDS.has(word) || !STARTS_WITH_LETTER.test(word))
            continue;
        contentWordCount += 1;
        if (parentWords.has(word))
            echoedCount += 1;
    }
    return {
        isDeep: reply.depth > 1,
        wordCount: words.length,
        echoedShare: echoedCount / (1 + contentWordCount),
        asks: words.at(-1)?.endsWith('?') ?? false,
        quotes: /["“]/.test(reply.text),
        addresses: reply.addresseeTokenCount > 0,
    };
}
const STARTS_WITH_LETTER = /^\p{L}/u;
/**
 * Features of a reply whose parent takes a given side.
 *
 * @param own    probabilities of the labels from the reply's own words
 * @param places indexes of the parent's side, the other side and the neutral label
 */
export function replyFeatures({ isDeep, wordCount, echoedShare, asks, quotes, addresses }, own, { same, opposite, neutral }) {
    const logOf = (place) => Math.log(Math.max(own[place], MIN_PROBABILITY));
    const values = [
        ['words speak for the same side', logOf(same) - logOf(neutral)],
        ['words speak for the other side', logOf(opposite) - logOf(neutral)],
        ['answers a reply', isDeep ? 1 : 0],
        ['answers a reply shortly', isDeep && wordCount <= 6 ? 1 : 0],
        ['length', Math.min(1, Math.log1p(wordCount) / 5)],
        ['at most three words', wordCount <= 3 ? 1 : 0],
        ['at most six words', wordCount <= 6 ? 1 : 0],
        ['share of words echoed', echoedShare],
        ['echoes a word', echoedShare > 0 ? 1 : 0],
        ['ends with a question mark', asks ? 1 : 0],
        ['quotes', quotes ? 1 : 0],
        ['addresses someone', addresses ? 1 : 0],
        ['parent takes the later side', same > opposite ? 1 : 0],
    ];
    return values.filter(([, value]) => value !== 0);
}
