import { failEarly, failLate, type Fault, isEarly } from '../servers/faults';
import { startServer } from '../servers/httpServer';

/** A token endpoint that fails. */
export interface FaultyTokens {
	readonly tokenUrl: string;
	calls(): number;
	close(): Promise<void>;
}

/** Starts a token endpoint that fails once or always; otherwise every request gets a token. */
export async function startFaultyTokens(fault: Fault, strikes: 'once' | 'always'): Promise<FaultyTokens> {
	let calls = 0;
	const server = await startServer(async (request, response) => {
		calls++;
		const { socket } = request;
		const reset = () => socket.resetAndDestroy();
		const body = JSON.stringify({ access_token: `token-${calls}`, token_type: 'Bearer', expires_in: 3600 });
		const headers = { 'content-type': 'application/json' };
		// No connection to this server has been used before, so no socket can be stale.
		const strike = (strikes === 'always' || calls === 1) && fault !== 'stale socket';
		if (!strike) response.writeHead(200, headers).end(body);
		else if (isEarly(fault)) failEarly(fault, response, reset);
		else await failLate(fault, { status: 200, headers, body }, response, reset);
	});
	return { tokenUrl: `${server.url}/token`, calls: () => calls, close: server.close };
}
