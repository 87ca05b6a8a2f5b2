import { parseCaBundle } from '../../../nodes/Fhir/transport/tls/bundle';
import type { TlsSettings } from '../../../nodes/Fhir/transport/tls/settings';
import { outcome } from '../tls/tlsFixtures';

/**
 * Runs in its own process, because Node.js reads `NODE_EXTRA_CA_CERTS` and its options when it starts. Prints the status or
 * error code of a GET under Default CA Bundle, under Custom CA Bundle with the given certificates, without and with public CAs, and
 * once more under Default CA Bundle, which another context must not change.
 */
async function main([port = '', pem = '']: string[]): Promise<void> {
	const { bundle } = parseCaBundle(pem, Date.now());
	const modes: TlsSettings[] = [
		{ mode: 'default' },
		{ mode: 'custom', bundle, alsoPublic: false },
		{ mode: 'custom', bundle, alsoPublic: true },
		{ mode: 'default' },
	];
	const results: unknown[] = [];
	for (const mode of modes) {
		const result = await outcome(Number(port), mode);
		results.push(typeof result === 'number' ? result : result.code);
	}
	process.stdout.write(JSON.stringify(results));
}

void main(process.argv.slice(2));
