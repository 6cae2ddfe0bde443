import { tokenise } from '../features/tokenise.js';
import { EVERYDAY_NAMES } from './everyday-words.js';
import { knownWords } from './known-words.js';
/**
 * Splits names into normalised tokens. All are tokenised in one call, since a call per name costs ten times as much. Gives normalised
 * tokens by name; empty for a name without letters and digits.
 */
export function splitNames(names) {
    const normalsByName = new Map();
    const lists = [];
    for (const name of names) {
        if (normalsByName.has(name))
            continue;
        const normals = [];
        lists.push([name, normals]);
        normalsByName.set(name, normals);
    }
    const text = lists.map(([name]) => name.replace(/\s/g, ' ')).join('\n');
    let place = 0;
    let end = lists[0]?.[0].length ?? 0;
    for (const token of tokenise(text)) {
        while (token.start >= end && place < lists.length - 1) {
            place += 1;
            end += 1 + (lists[place]?.[0].length ?? 0);
        }
        lists[place]?.[1].push(token.normal);
    }
    for (const [name, normals] of lists)
        if (!/[\p{L}\p{N}]/u.test(name))
            normals.length = 0;
    return normalsByName;
}
/** All names of a deal; may contain repeats. */
export function namesOf(deal) {
    return [
        deal.mover,
        ...deal.mover.split('/'),
        ...deal.counterparties,
        ...deal.counterparties.flatMap((name) => name.split('/')),
        ...deal.parties,
        ...deal.aliases,
    ];
}
/** Reduces a name to lower-case letters and digits, as hashtags and handles spell it. */
export const compactName = (name) => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
/**
 * Collects every name of every deal with its role. A company has its own name, each of its spellings (`xAI/SpaceX`), and those parties of
 * the deal that are a prefix or suffix of it ("Hycroft" of "Hycroft Mining", "Kodak" of "Eastman Kodak"), that start with it, that are its
 * initials ("GM"), or that abbreviate it and no other company of the deal ("VW"). Gives names in order of first appearance, each with one
 * original spelling.
 */
export function collectNames(deals) {
    const roles = new Map();
    const normals = splitNames(deals.flatMap((deal) => (knownWords(deal) ? [] : namesOf(deal))));
    for (const [index, deal] of deals.entries()) {
        for (const [key, written, role] of knownWords(deal)?.names ?? namesWithRoles(deal, normals)) {
            const entry = roles.get(key);
            if (entry === undefined)
                roles.set(key, { written, byDeal: new Map([[index, role]]) });
            else
                entry.byDeal.set(index, role);
        }
    }
    return [...roles].map(([key, { written, byDeal }]) => ({ name: nameOf(key, byDeal), written }));
}
/** Every name of a deal once, in the first of its roles. @param normals see {@link splitNames} */
export function namesWithRoles(deal, normals) {
    const names = new Map();
    const add = (written, role) => {
        const key = (normals.get(written) ?? []).join(' ');
        if (key !== '' && !names.has(key))
            names.set(key, [key, written, role]);
    };
    for (const alias of deal.aliases)
        add(alias, 'alias');
    const companies = [deal.mover, ...deal.counterparties];
    for (const form of formsOf(deal.mover, deal.parties, companies))
        add(form, 'mover');
    for (const company of deal.counterparties)
        for (const form of formsOf(company, deal.parties, companies))
            add(form, 'counterparty');
    for (const party of deal.parties)
        add(party, 'party');
    return [...names.values()];
}
function nameOf(key, byDeal) {
    const by = { alias: [], mover: [], counterparty: [], party: [] };
    for (const [index, role] of byDeal)
        by[role].push(index);
    return Object.freeze({
        key,
        aliasOf: by.alias[0] ?? null,
        moverOf: by.mover,
        counterpartyOf: by.counterparty,
        partyOf: by.party,
        dealIndexes: [...byDeal.keys()].sort((a, b) => a - b),
        isEveryday: EVERYDAY_NAMES.has(key),
    });
}
function formsOf(company, parties, companies) {
    const spellings = [...new Set([company, ...company.split('/')])];
    const folded = spellings.map((spelling) => ` ${spelling.toLowerCase()} `);
    const initials = spellings.map(initialsOf).filter((letters) => letters !== null);
    const isForm = (party) => {
        const words = ` ${party.toLowerCase()} `;
        return (folded.some((spelling) => spelling.startsWith(words) || spelling.endsWith(words) || words.startsWith(spelling)) ||
            (initials.length > 0 && initials.includes(compactName(party))) ||
            (abbreviates(party, company) && companies.every((other) => other === company || !abbreviates(party, other))));
    };
    return [...spellings, ...parties.filter(isForm)];
}
/**
 * Whether a party is an abbreviation of a company: two or three capitals that occur in this order in the company's name, starting with its
 * first letter ("VW" of "Volkswagen"). Longer ones are tickers, which posts append in rows ("$TSLA $AMZN $GOOGL").
 */
function abbreviates(party, company) {
    if (!/^[A-Z]{2,3}$/.test(party) || party.charAt(0) !== company.charAt(0).toUpperCase())
        return false;
    const capitals = company.toUpperCase();
    let place = -1;
    return [...party].every((letter) => (place = capitals.indexOf(letter, place + 1)) !== -1);
}
function initialsOf(name) {
    const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
    return words.length < 2
        ? null
        : words
            .map((word) => word.charAt(0))
            .join('')
            .toLowerCase();
}
