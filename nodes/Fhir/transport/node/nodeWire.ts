import { env } from 'node:process';
import { createSecureContext } from 'node:tls';
import type { ClientCertificate } from '../tls/settings';
import type { Wire, WireConnections, WireSettings } from '../wire';
import { encodingsFor } from './compression';
import { exchange } from './exchange';
import { handshake } from './handshake';
import { dispatcherFor } from './pools';
import { proxyChoice } from './proxyVariables';
import { tlsFault } from './tlsFault';
import { hasUndici, loadUndici } from './undici';
import { toWireError } from './wireErrors';

/** The port over undici's pools and the TLS of Node.js. */
export const nodeWire: Wire = { connections, handshake, checkClientCertificate };

function connections(settings: WireSettings): WireConnections {
	const dispatcher = dispatcherFor(settings);
	// It opens tunnels with requests of its own.
	const hasProxy = proxyChoice(env) !== undefined;
	const pool = () => {
		try {
			return dispatcher();
		} catch (error) {
			// Making a pool fails if the client certificate or the address of the proxy is unusable.
			throw toWireError(error, { sent: false, status: 0 });
		}
	};
	return {
		encodings: encodingsFor,
		send: (request) =>
			hasUndici(hasProxy)
				? exchange(pool, request)
				: loadUndici(hasProxy).then(async () => await exchange(pool, request)),
	};
}

/** OpenSSL decides: it refuses keys and signatures that are too weak. */
function checkClientCertificate({ certificate, key, passphrase }: ClientCertificate): 'weak' | 'unusable' | undefined {
	try {
		createSecureContext({ cert: certificate, key, passphrase });
		return undefined;
	} catch (error) {
		const word = tlsFault(error)?.tls.word;
		return word === 'KEY_TOO_SMALL' || word === 'MD_TOO_WEAK' ? 'weak' : 'unusable';
	}
}
