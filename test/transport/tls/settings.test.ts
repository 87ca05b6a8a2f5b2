import { parseCaBundle } from '../../../nodes/Fhir/transport/tls/bundle';
import { tlsKey, type TlsSettings } from '../../../nodes/Fhir/transport/tls/settings';
import { TestCa } from '../../servers/certificates';
import { byDefault, skip } from './tlsFixtures';

const root = TestCa.create('Hospital Root CA');
const stranger = TestCa.create('Other Root CA');

describe('TLS settings: the cache key', () => {
	const client = { certificate: 'c', key: 'k', passphrase: 'p' };
	const { bundle } = parseCaBundle(root.certificate, Date.now());
	const other = parseCaBundle(stranger.certificate, Date.now()).bundle;
	const all: TlsSettings[] = [
		byDefault,
		skip,
		{ mode: 'custom', bundle, alsoPublic: false },
		{ mode: 'custom', bundle, alsoPublic: true },
		{ mode: 'custom', bundle, alsoPublic: false, legacyRenegotiation: true },
		{ mode: 'custom', bundle, alsoPublic: true, legacyRenegotiation: true },
		{ mode: 'custom', bundle: other, alsoPublic: false },
		{ mode: 'default', clientCertificate: client },
		{ mode: 'skip', clientCertificate: client },
		{ mode: 'default', clientCertificate: { ...client, key: 'k2' } },
		{ mode: 'default', clientCertificate: { ...client, passphrase: 'p2' } },
		{ mode: 'default', clientCertificate: { ...client, passphrase: undefined } },
		{ mode: 'default', clientCertificate: { ...client, certificate: 'c2' } },
	];

	it('is the same for equal settings and differs for different settings', () => {
		expect(new Set(all.map(tlsKey)).size).toBe(all.length);
		expect(all.map((settings) => tlsKey(structuredClone(settings)))).toEqual(all.map(tlsKey));
	});

	it('is a hash that reveals no secret', () => {
		expect(all.map(tlsKey)).toEqual(all.map(() => expect.stringMatching(/^[\w-]{43}$/)));
	});
});
