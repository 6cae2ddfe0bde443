import { countEach } from '../../base/statistics/group-by.js';
import { memoise } from '../../base/text/memoise.js';
import { WordFacts } from '../features/token.js';
import { namesOf, splitNames } from './deal-names.js';
import { knownWords } from './known-words.js';
/** Words of a move without content. Shorter words are excluded by length. */
const FUNCTION_WORDS = new Set('about after also among and another are for from have into its more most one other own over part some such than that the their them they this through under until up which while will with'.split(' '));
/** Compiles the words of each deal's move, without its names, weighted by how few moves of the catalogue use them. */
export function compileMoveWords(deals) {
    let compiled = null;
    // Lazy: posts that name no company of the catalogue do not need it.
    const table = () => (compiled ??= compileTable(deals));
    return Object.freeze({
        supportBy: (tokens) => {
            const { stemsByDeal, weightsByDeal, stemCount, stems } = table();
            const isPresent = new Uint8Array(stemCount);
            for (const token of tokens) {
                const stem = stems.of(token);
                if (stem !== NO_STEM)
                    isPresent[stem] = 1;
            }
            return (dealIndex) => {
                const own = stemsByDeal[dealIndex];
                const weights = weightsByDeal[dealIndex];
                let sum = 0;
                for (let at = 0; at < own.length; at++)
                    if (isPresent[own[at]] === 1)
                        sum += weights[at];
                return sum;
            };
        },
        mentions: (key, dealIndex) => table().dealsMentioning(key).has(dealIndex),
    });
}
/** Marks a word whose stem occurs in no move. */
const NO_STEM = -1;
const CACHE_SIZE = 8192;
/** @param normals tokens of the deal's names and of its move: see `splitNames` */
export function wordsOfMove(deal, normals) {
    const names = new Set(namesOf(deal).flatMap((name) => normals.get(name) ?? []));
    const words = normals.get(deal.move) ?? [];
    const stems = words.filter((word) => !names.has(word)).map(contentStem);
    return { stems: [...new Set(stems.filter((each) => each !== null))], sentence: ` ${words.join(' ')} ` };
}
function compileTable(deals) {
    const normals = splitNames(deals.flatMap((deal) => (knownWords(deal) ? [] : [...namesOf(deal), deal.move])));
    const moves = deals.map((deal) => knownWords(deal) ?? wordsOfMove(deal, normals));
    const stemsByDeal = moves.map(({ stems }) => stems);
    const dealCountByStem = countEach(stemsByDeal.flat());
    const numbers = new Map([...dealCountByStem.keys()].map((each, number) => [each, number]));
    return {
        stemsByDeal: stemsByDeal.map((stems) => Uint32Array.from(stems, (each) => numbers.get(each))),
        weightsByDeal: stemsByDeal.map((stems) => Float64Array.from(stems, (each) => Math.log((deals.length + 1) / dealCountByStem.get(each)))),
        stemCount: numbers.size,
        stems: new WordFacts(({ normal }) => numbers.get(contentStem(normal) ?? '') ?? NO_STEM),
        dealsMentioning: memoise((key) => new Set(moves.flatMap(({ sentence }, index) => (sentence.includes(` ${key} `) ? index : []))), CACHE_SIZE),
    };
}
function contentStem(word) {
    const isContent = /^[\p{L}\p{N}]/u.test(word) && (word.length >= 3 || /\p{N}/u.test(word)) && !FUNCTION_WORDS.has(word);
    return isContent ? stem(word) : null;
}
/** Maps "renting", "rented", "rents" and "rent" to one stem. Crude suffix stripping is enough to compare words. */
function stem(word) {
    const cut = word.length <= 4 ? word.replace(/s$/, '') : word.replace(/(?:ations?|ments?|ings?|ers?|ies|ed|es|e|s|y)$/, '');
    return cut.length >= 3 ? cut.slice(0, 7) : word;
}
