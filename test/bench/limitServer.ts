import { setTimeout as pause } from 'node:timers/promises';
import type { Issued } from '../servers/certificates';
import { startServer, type TestServer } from '../servers/httpServer';
import { serve } from './child';
import { patient } from './task';

/** How a server behaves that gets many requests at a time. */
export type ServerKind = 'takesAll' | 'servesEight' | 'allowsTwenty' | 'slowsDown' | 'atOnce';

/** What it has seen since it was last asked. */
export interface Seen {
	readonly refused: number;
	/** Requests in flight at a time, at most. */
	readonly most: number;
}

let server: TestServer | undefined;
let [inFlight, most, refused] = [0, 0, 0];

let busy = 0;
const queue: Array<() => void> = [];

/** Eight are served at a time, for 20 ms each; the others wait. */
async function oneOfEight(): Promise<void> {
	if (busy < 8) busy++;
	else await new Promise<void>((resolve) => queue.push(resolve));
	await pause(20);
	const next = queue.shift();
	if (next) next();
	else busy--;
}

let secondFrom = 0;
let countInSecond = 0;

/** Is there one left of the twenty that a second has? */
function isAllowed(): boolean {
	const now = Date.now();
	if (now - secondFrom >= 1_000) [secondFrom, countInSecond] = [now, 0];
	return ++countInSecond <= 20;
}

/** Resolves when the response is due: to whether the request is served, or refused. */
async function due(kind: ServerKind): Promise<boolean> {
	if (kind === 'takesAll') await pause(50);
	if (kind === 'servesEight') await oneOfEight();
	if (kind === 'allowsTwenty') {
		if (!isAllowed()) return false;
		await pause(20);
	}
	// 11 ms alone, 20 ms for ten, 110 ms for a hundred.
	if (kind === 'slowsDown') await pause(10 + inFlight);
	return true;
}

serve({
	/** Gives the origin. The base URL of each kind is the origin with the kind as path. */
	start: async ({ tls }: { tls: Issued }): Promise<string> => {
		server = await startServer(
			async ({ url = '/' }, response) => {
				const [, kind = '', , id = ''] = url.split(/[/?]/);
				most = Math.max(most, ++inFlight);
				const isServed = await due(kind as ServerKind);
				inFlight--;
				if (isServed) {
					response.writeHead(200, { 'content-type': 'application/fhir+json' });
					response.end(JSON.stringify({ ...patient(1), id }));
				} else {
					refused++;
					response.writeHead(429, { 'retry-after': '1' }).end();
				}
			},
			{ tls, keep: 1 },
		);
		return server.url;
	},
	seen: (): Seen => {
		const seen = { refused, most };
		[most, refused] = [0, 0];
		return seen;
	},
});
