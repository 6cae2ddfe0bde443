import { PipelineError } from '../errors.js';
import { sha256OfText } from '../text/sha256-text.js';
import { parseScheme } from './parse-scheme.js';
import { createScheme, STANCE_SCHEME } from './stance-scheme.js';
const hashes = new WeakMap();
/** Whether a scheme says of its labels what the default scheme says. */
function hasDefaultCodebook({ definitions, examples, rules }) {
    const own = STANCE_SCHEME;
    return JSON.stringify([definitions, examples, rules]) === JSON.stringify([own.definitions, own.examples, own.rules]);
}
/**
 * SHA-256 of the parts that determine labels: labels, sides and the neutral label in order, the question, the definitions, examples and
 * rules. Keys, colours and the id do not affect it. The default codebook is left out: records of the default scheme have the hash of its
 * labels alone, with a codebook (since 0.3.0) and without. Gives 64 hex digits.
 */
export function schemeSha256(scheme) {
    let hash = hashes.get(scheme);
    if (hash === undefined) {
        const { labels, sides, neutral, question = null } = scheme;
        const { definitions, examples, rules } = hasDefaultCodebook(scheme) ? {} : scheme;
        const inOrder = (texts) => labels.map((label) => texts[label] ?? null);
        hash = sha256OfText(JSON.stringify({
            labels,
            sides,
            neutral,
            question,
            definitions: definitions ? inOrder(definitions) : null,
            ...(examples && { examples: inOrder(examples) }),
            ...(rules && { rules }),
        }));
        hashes.set(scheme, hash);
    }
    return hash;
}
/** Hex digits of the hash in a tag: enough that two schemes of one project never collide. */
const TAG_DIGITS = 16;
/** Tag of a scheme in scored posts: its id and a prefix of its hash, `wtwt@0f3a…`. */
export const schemeTag = (scheme) => `${scheme.id}@${schemeSha256(scheme).slice(0, TAG_DIGITS)}`;
/** Whether a scheme is equivalent to the default scheme. Its records do not name a scheme. */
export const isDefaultScheme = (scheme) => scheme === STANCE_SCHEME || (scheme.id === STANCE_SCHEME.id && schemeSha256(scheme) === schemeSha256(STANCE_SCHEME));
/** The tag to record for a scheme; null for the default scheme. */
export const recordedTag = (scheme) => (isDefaultScheme(scheme) ? null : schemeTag(scheme));
/** The scheme to record; null for the default scheme. */
export const recordScheme = (scheme) => isDefaultScheme(scheme) ? null : Object.freeze({ ...scheme, sha256: schemeSha256(scheme) });
/** A scheme as files keep it in full. The default codebook is left out: it belongs to the program, and files stay those of earlier versions. */
export function serialisedScheme(scheme) {
    const { definitions: _definitions, examples: _examples, rules: _rules, ...bare } = scheme;
    return hasDefaultCodebook(scheme) ? bare : scheme;
}
/** The inverse of {@link serialisedScheme}. */
export function withCodebook(scheme) {
    const { definitions, examples, rules } = STANCE_SCHEME;
    return isDefaultScheme(scheme) && definitions && examples && rules ? createScheme({ ...scheme, definitions, examples, rules }) : scheme;
}
/**
 * Parses the scheme of a record.
 *
 * @param value the record's `scheme`; absent or null for the default scheme
 * @param where name of the record, for error messages: "breakdown.json"
 */
export function parseRecordedScheme(value, where) {
    if (value === undefined || value === null)
        return STANCE_SCHEME;
    const { sha256, ...fields } = Object(value);
    const scheme = parseScheme(fields, `${where}, scheme`);
    if (sha256 === schemeSha256(scheme))
        return withCodebook(scheme);
    const message = `${where}: expected an unmodified scheme (its SHA-256 is ${schemeSha256(scheme).slice(0, TAG_DIGITS)}…), got the recorded hash ${JSON.stringify(sha256)?.slice(0, 24)}. Use the original file.`;
    throw new PipelineError('SCHEME_INVALID', message, { context: { where } });
}
/** Whether results of two schemes may be combined: the same id, and the same labels with the same meaning. */
export const isSameScheme = (one, other) => schemeTag(one) === schemeTag(other);
/**
 * Checks that a record has the tag of the expected scheme.
 *
 * @param tag   the record's tag; null for the default scheme
 * @param where name and position of the record, for error messages: "line 3 of scored.jsonl"
 */
export function checkSchemeTag(tag, scheme, where) {
    const expectedTag = recordedTag(scheme);
    if (tag === expectedTag)
        return;
    const message = `${where}: expected ${nameOf(expectedTag)}, got ${nameOf(tag)}. ${adviceOn(tag, expectedTag)}`;
    throw new PipelineError('SCHEME_MISMATCH', message, { context: { where, expected: expectedTag, got: tag } });
}
const nameOf = (tag) => tag === null ? `the labels that ship (${STANCE_SCHEME.labels.join(', ')})` : `the scheme ${tag}`;
function adviceOn(tag, expectedTag) {
    if (tag === null)
        return 'Omit --scheme, or score the posts with a model for your labels.';
    const isOtherVersion = expectedTag !== null && expectedTag.split('@')[0] === tag.split('@')[0];
    return isOtherVersion
        ? 'The scheme has changed since (labels, sides, definitions or question). Use its earlier version, or create the file again.'
        : `Give that scheme with --scheme, as scheme.json or as the folder of a model of it: results of two schemes are never mixed.`;
}
