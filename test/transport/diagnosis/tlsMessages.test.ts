import * as diagnosis from '../../../nodes/Fhir/transport/diagnosis/tlsFailure';
import { toWireError } from '../../../nodes/Fhir/transport/node/wireErrors';
import type { TlsSettings } from '../../../nodes/Fhir/transport/tls/settings';
import { byDefault, outcomeForUser, rawTcpServer, skip, tlsServer } from '../tls/tlsFixtures';
import { refusedByServer } from './refusedByServer';
import { refusedByUs } from './refusedByUs';
import type { TlsCase } from './tlsCase';

/** The failure for an error of Node.js, converted to the port's own terms. */
const tlsFailure = (error: unknown, host: string, settings: TlsSettings) =>
	diagnosis.tlsFailure(toWireError(error, { sent: false, status: 0 }), host, settings);

async function started(server: TlsCase['server']) {
	return server instanceof Uint8Array ? await rawTcpServer(server) : await tlsServer(server);
}

describe.each([...refusedByUs, ...refusedByServer])(
	'TLS error, $code: $when',
	({ code, server, tls, host, message, advice }) => {
		it(`reads "${message}"`, async () => {
			const running = await started(server);
			try {
				const failure = await outcomeForUser(running.port, tls, host);
				expect(failure).toMatchObject({ kind: 'tls', message, code: expect.stringMatching(code) });
				expect(failure).toHaveProperty('advice', expect.stringContaining(advice));
				expect(message).not.toMatch(/[A-Z0-9]_[A-Z]/);
			} finally {
				await running.close();
			}
		});
	},
);

describe('TLS, Skip Validation:', () => {
	it.each(refusedByUs)(
		'a certificate is accepted that is otherwise refused with $code: $when',
		async ({ server, host }) => {
			const running = await started(server);
			try {
				expect(await outcomeForUser(running.port, skip, host)).toBe(200);
			} finally {
				await running.close();
			}
		},
	);
});

describe('TLS error:', () => {
	const expired = Object.assign(new Error('certificate has expired'), { code: 'CERT_HAS_EXPIRED' });

	it('it is found among causes, and among the errors of all addresses that were tried', () => {
		const wrapped = new Error('fetch failed', { cause: new AggregateError([new Error('refused'), expired]) });
		expect(tlsFailure(wrapped, 'fhir.example.org', byDefault)).toMatchObject({ kind: 'tls', code: 'CERT_HAS_EXPIRED' });
	});

	it('other errors are ignored, even those that are their own cause', () => {
		const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
		reset.cause = reset;
		expect(tlsFailure(reset, 'fhir.example.org', byDefault)).toBeUndefined();
		expect(tlsFailure('CERT_HAS_EXPIRED', 'fhir.example.org', byDefault)).toBeUndefined();
	});

	it.each([
		['UNABLE_TO_GET_ISSUER_CERT', 'The certificate of h comes from a CA that n8n does not trust'],
		['CERT_HAS_EXPIRED', 'A certificate of h or of its CA has expired'],
		['CERT_NOT_YET_VALID', 'The certificate of h is not valid yet'],
		['CERT_REVOKED', 'The certificate of h has been revoked'],
		['CERT_CHAIN_TOO_LONG', 'The certificate chain of h is too long'],
	])('%s has a message even if the chain is unknown', (code, message) => {
		expect(tlsFailure(Object.assign(new Error(code), { code }), 'h', byDefault)).toMatchObject({ message });
	});

	it('the reason is read from the text of EPROTO', () => {
		const text =
			'write EPROTO 80DC:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../record.c:350:\n';
		const error = Object.assign(new Error(text), { code: 'EPROTO' });
		expect(tlsFailure(error, 'h', byDefault)).toMatchObject({
			message: 'h does not speak TLS on this port',
			code: 'EPROTO',
		});
	});
});
