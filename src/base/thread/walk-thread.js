import { checkArguments } from '../arguments/check-arguments.js';
import { THREAD } from '../arguments/shapes.js';
/**
 * Finds the place of every post, in linear time and without recursion, so that chains of any length are safe. A cycle of parents is cut at
 * its first post in thread order, which becomes the root of the others.
 *
 * @returns one place per post id, in the order of `thread.posts`
 */
export function placePosts(thread) {
    checkArguments('placePosts', { thread: [thread, THREAD] });
    return findPlaces(thread);
}
/** {@link placePosts} of a thread that was checked. */
export function findPlaces(thread) {
    const postById = new Map();
    for (const post of thread.posts)
        postById.set(post.id, post);
    const places = new Map();
    let isInOrder = true;
    let order;
    const place = (post) => {
        const { id, parentId, meta } = post;
        const parent = parentId === null ? undefined : postById.get(parentId);
        const parentPlace = parentId === null ? undefined : places.get(parentId);
        const level = levelOf(parentId, meta, places);
        places.set(id, parent && parentPlace
            ? { parent, root: parentPlace.root, depth: parentPlace.depth + 1, level }
            : { parent: null, root: post, depth: 0, level });
    };
    for (const start of thread.posts) {
        const { id, parentId } = start;
        if (places.has(id))
            continue;
        if (parentId === null || places.has(parentId) || !postById.has(parentId)) {
            place(start);
            continue;
        }
        isInOrder = false;
        const chain = [];
        const seen = new Map();
        let current = start;
        while (current && !places.has(current.id) && !seen.has(current.id)) {
            seen.set(current.id, chain.length);
            chain.push(current);
            current = current.parentId === null ? undefined : postById.get(current.parentId);
        }
        const cycleStart = current && !places.has(current.id) ? seen.get(current.id) : undefined;
        if (cycleStart !== undefined) {
            order ??= new Map(thread.posts.map(({ id }, index) => [id, index]));
            rotateCycle(chain, cycleStart, order);
        }
        for (const post of chain.reverse())
            place(post);
    }
    return isInOrder ? places : new Map(thread.posts.map((post) => [post.id, places.get(post.id)]));
}
/** One below the posts that a post may answer, where all of them stand on one known level. */
function levelOf(parentId, meta, places) {
    if (parentId === null)
        return meta.role === 'root' ? 0 : null;
    if (meta.isParentInferred === true)
        return null;
    if (meta.possibleParents === undefined) {
        const level = places.get(parentId)?.level ?? null;
        return level === null ? null : level + 1;
    }
    const [first = null, ...others] = meta.possibleParents.map((id) => places.get(id)?.level ?? null);
    return first === null || others.some((level) => level !== first) ? null : first + 1;
}
/** Rotates the cycle at the end of a chain so that its first post in thread order comes last. */
function rotateCycle(chain, cycleStart, order) {
    const placeOf = (at) => order.get(chain[at].id);
    let first = cycleStart;
    for (let at = cycleStart; at < chain.length; at++)
        if (placeOf(at) < placeOf(first))
            first = at;
    const cycle = chain.splice(cycleStart);
    const turn = first + 1 - cycleStart;
    for (let at = 0; at < cycle.length; at++)
        chain.push(cycle[(at + turn) % cycle.length]);
}
