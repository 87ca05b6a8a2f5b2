import type { ServerOptions } from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { Agent, request } from 'undici';
import { explainTls } from '../../../nodes/Fhir/transport/diagnosis/handshake';
import type { Failure } from '../../../nodes/Fhir/transport/errors/failure';
import { nodeWire } from '../../../nodes/Fhir/transport/node/nodeWire';
import { connectOptions } from '../../../nodes/Fhir/transport/node/secureContext';
import { toWireError } from '../../../nodes/Fhir/transport/node/wireErrors';
import { parseCaBundle } from '../../../nodes/Fhir/transport/tls/bundle';
import type { ClientCertificate, TlsSettings } from '../../../nodes/Fhir/transport/tls/settings';
import type { Issued } from '../../servers/certificates';
import { startServer } from '../../servers/httpServer';

export const byDefault: TlsSettings = { mode: 'default' };
export const skip: TlsSettings = { mode: 'skip' };

/** Trusts these certificates and no others. */
export function custom(pems: string[], clientCertificate?: ClientCertificate): TlsSettings {
	const { bundle } = parseCaBundle(pems.join('\n'), Date.now());
	return { mode: 'custom', bundle, alsoPublic: false, clientCertificate };
}

/** A server that responds with 200 over TLS. */
export async function tlsServer(tls: Issued | ServerOptions) {
	return await startServer((_request, response) => void response.end('{}'), { tls });
}

/** A TCP server that responds to the first bytes with these. */
export async function rawTcpServer(response: Uint8Array): Promise<{ port: number; close(): Promise<void> }> {
	const server = net.createServer((socket) => {
		socket.on('error', () => undefined);
		socket.once('data', () => socket.end(response));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		port: (server.address() as AddressInfo).port,
		close: async () => await new Promise<void>((resolve) => server.close(() => resolve())),
	};
}

/** A fatal TLS alert (RFC 8446 §6), unencrypted, as a server sends it in response to the first message. */
export function alert(description: number): Uint8Array {
	return Uint8Array.of(21, 3, 3, 0, 2, 2, description);
}

/** Sends a GET over undici: the status, or the error. */
export async function outcome(
	port: number,
	settings: TlsSettings,
	host = 'localhost',
): Promise<number | NodeJS.ErrnoException> {
	const agent = new Agent({ connect: connectOptions(settings) });
	try {
		const { statusCode, body } = await request(`https://${host}:${port}/`, { dispatcher: agent });
		await body.dump();
		return statusCode;
	} catch (error) {
		return error as NodeJS.ErrnoException;
	} finally {
		await agent.destroy();
	}
}

/** Sends a GET: the status, or the explained failure that the user reads. */
export async function outcomeForUser(
	port: number,
	settings: TlsSettings,
	host = 'localhost',
): Promise<number | Failure | undefined> {
	const result = await outcome(port, settings, host);
	if (typeof result === 'number') return result;
	const error = toWireError(result, { sent: false, status: 0 });
	return await explainTls(nodeWire, error, { host, port, connectTimeout: 5000 }, settings);
}
