import { checkArguments } from '../arguments/check-arguments.js';
import { ITERABLE, MAP } from '../arguments/shapes.js';
import { PipelineError } from '../errors.js';
/**
 * Groups posts by `threadId`; threads and posts keep their order of first appearance.
 *
 * @throws {PipelineError} `INGEST_ID_DUPLICATE` when two posts of one thread share an id
 */
export function buildThreads(posts, headersOf = new Map()) {
    checkArguments('buildThreads', { posts: [posts, ITERABLE], headersOf: [headersOf, MAP] });
    const postsByThread = new Map();
    for (const post of posts) {
        let members = postsByThread.get(post.threadId);
        if (!members)
            postsByThread.set(post.threadId, (members = new Map()));
        if (members.has(post.id)) {
            const message = `expected every id once in thread "${post.threadId}", got "${post.id}" twice. Give each post its own id.`;
            throw new PipelineError('INGEST_ID_DUPLICATE', message, { context: { threadId: post.threadId, postId: post.id } });
        }
        members.set(post.id, post);
    }
    return [...postsByThread].map(([id, members]) => ({ id, posts: [...members.values()], headers: headersOf.get(id) ?? [] }));
}
