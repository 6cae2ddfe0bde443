import { PipelineError } from '../../base/errors.js';
/** The move of Sonos that messages give as an example. */
export const EXAMPLE_MOVE = 'drops Google Cast from its speakers';
const ADVICE = `A deal needs a mover and a move, such as "Sonos" and "${EXAMPLE_MOVE}".`;
/** Keys that every deal of a catalogue has. A deal that lacks one is the user's own. */
const CATALOGUE_KEYS = ['id', 'counterparties', 'parties', 'aliases', 'date'];
/** Completes a deal of which only mover and move are required. */
export function completeDeal(entry, where) {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
        throw invalidDeal(where, 'an object', preview(entry));
    const fields = entry;
    const mover = textOf(fields, 'mover', where);
    const isOwn = fields['isOwn'] === true || CATALOGUE_KEYS.some((each) => fieldOf(fields, each) === undefined);
    const given = textOf(fields, 'move', where);
    const move = isOwn ? sentenceOf(mover, given) : given;
    const key = fieldOf(fields, 'id') === undefined ? 'name' : 'id';
    const id = fieldOf(fields, key) === undefined ? idOf(mover, given) : textOf(fields, key, where);
    if (!isDealId(id))
        throw invalidDeal(where, `"${key}" in small letters, digits and hyphens`, preview(id));
    const place = `${where} ("${id}")`;
    const date = fieldOf(fields, 'date') === undefined ? null : textOf(fields, 'date', place);
    if (date !== null && !isDate(date))
        throw invalidDeal(place, '"date" as YYYY, YYYY-MM or YYYY-MM-DD', preview(date));
    return Object.freeze({
        id,
        mover,
        counterparties: textsOf(fields, fieldOf(fields, 'counterparty') === undefined ? 'counterparties' : 'counterparty', place),
        move,
        parties: textsOf(fields, 'parties', place),
        aliases: textsOf(fields, 'aliases', place),
        date,
        ...(fieldOf(fields, 'mergedFrom') !== undefined && { mergedFrom: textsOf(fields, 'mergedFrom', place) }),
        ...(isOwn && { isOwn }),
    });
}
/** The record of a deal that travels with posts: without what is empty. */
export function recordOf({ id, mover, move, date, ...lists }) {
    const filled = ['counterparties', 'parties', 'aliases'].filter((name) => lists[name].length > 0);
    return {
        ...{ id, mover, move },
        ...Object.fromEntries(filled.map((name) => [name, lists[name]])),
        ...(date !== null && { date }),
    };
}
/** Whether a text may be the id of a deal. */
export const isDealId = (value) => /^[a-z0-9-]+$/.test(value);
/** "drops Cast" by Sonos as the sentence that models and readers are used to: "Sonos drops Cast." */
function sentenceOf(mover, move) {
    const [first = mover, ...others] = mover.split('/');
    const isNamed = [first, ...others].some((name) => move.toLowerCase().startsWith(name.toLowerCase()));
    const sentence = isNamed || !/^\p{Ll}/u.test(move) ? move : `${first} ${move}`;
    return /[.!?…]$/u.test(sentence) ? sentence : `${sentence}.`;
}
/** Words of a move in a deal's id, beside the mover. */
const ID_WORD_COUNT = 3;
const ID_LENGTH = 48;
/** An id such as `sonos-drops-google-cast`. */
function idOf(mover, move) {
    const slugOf = (text) => text
        .normalize('NFKD')
        .replace(/\p{M}/gu, '')
        .toLowerCase()
        .split(/[^a-z0-9]+/)
        .filter((word) => word !== '');
    const company = slugOf(mover.split('/')[0] ?? '');
    const words = slugOf(move).filter((word) => !/^(?:an?|the|its?|their)$/.test(word) && !company.includes(word));
    return [...company, ...words.slice(0, ID_WORD_COUNT)].join('-').slice(0, ID_LENGTH).replace(/-$/, '') || 'own-deal';
}
// Own properties only: keys such as `constructor` exist on every object.
const fieldOf = (fields, key) => (Object.hasOwn(fields, key) ? (fields[key] ?? undefined) : undefined);
function textOf(fields, key, where) {
    const value = fieldOf(fields, key);
    if (typeof value !== 'string' || value.trim() === '')
        throw invalidDeal(where, `"${key}" to be a text`, preview(value));
    return value.trim();
}
function textsOf(fields, key, where) {
    const value = fieldOf(fields, key);
    const list = value === undefined ? [] : typeof value === 'string' ? [value] : value;
    const isTextList = Array.isArray(list) && list.every((text) => typeof text === 'string' && text.trim() !== '');
    if (!isTextList)
        throw invalidDeal(where, `"${key}" to be a list of texts`, preview(value));
    return Object.freeze([...list]);
}
/** Whether a text is a date as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
export function isDate(value) {
    if (!/^\d{4}(-\d{2}(-\d{2})?)?$/.test(value))
        return false;
    const [year, month = '01', day = '01'] = value.split('-');
    const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${year}-${month}-${day}`);
}
/** A value as messages show it. */
export function preview(value) {
    const text = value === undefined ? 'none' : JSON.stringify(value);
    return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
/** The error for a deal, or a list of deals, that does not have its form. */
export const invalidDeal = (where, expected, got, advice = ADVICE) => new PipelineError('DEALS_INVALID', `${where}: expected ${expected}, got ${got}. ${advice}`, { context: { where } });
