/** Whether a token can be evidence for a label: not punctuation and not a handle. */
export const isWordLike = ({ kind }) => kind !== 'punctuation' && kind !== 'other' && kind !== 'mention';
/** Words that get a number at most. Choice: the 32,768 that first occur twice make up nearly all words of posts; each fact of them takes 0.3 MB. */
const MAX_WORD_COUNT = 32768;
/** The number of a token whose word has none. */
const NO_NUMBER = -1;
const numbers = new Map();
/** A token that may bear the number of its word: tokens of one number have the same text, normal form and kind. */
export class WordToken {
    text;
    normal;
    start;
    end;
    kind;
    // Private, since it depends on the texts seen before: two tokens are equal whatever their numbers.
    #number;
    constructor({ text, normal, start, end, kind }, offset, number) {
        this.text = text;
        this.normal = normal;
        this.start = start + offset;
        this.end = end + offset;
        this.kind = kind;
        this.#number = number;
    }
    /** The number of a token's word; -1 for none. */
    static numberOf(token) {
        return token instanceof WordToken ? token.#number : NO_NUMBER;
    }
    /** The token with a number for its word, while there are any left. */
    static numbered(token) {
        const word = `${token.kind} ${token.normal} ${token.text}`;
        const number = numbers.get(word) ?? (numbers.size < MAX_WORD_COUNT ? numbers.size : NO_NUMBER);
        if (number !== NO_NUMBER)
            numbers.set(word, number);
        return new WordToken(token, 0, number);
    }
    /** The token of a piece of a text that starts at `offset`, in the whole text. */
    static shifted(token, offset) {
        return new WordToken(token, offset, WordToken.numberOf(token));
    }
}
/** Keeps a fact of each word that has a number. The fact follows from a token's text, normal form and kind alone. */
export class WordFacts {
    #find;
    #known = [];
    constructor(find) {
        this.#find = find;
    }
    /** The fact of a token's word. */
    of(token) {
        const number = WordToken.numberOf(token);
        if (number === NO_NUMBER)
            return this.#find(token);
        const known = this.#known[number];
        if (known !== undefined)
            return known;
        while (this.#known.length <= number)
            this.#known.push(undefined);
        const found = this.#find(token);
        this.#known[number] = found;
        return found;
    }
}
