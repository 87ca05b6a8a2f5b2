import { hostOf, withoutQuery } from '../../../nodes/Fhir/transport/errors/redact';

describe('Redaction: the URL', () => {
	test.each([
		[
			'https://user:pw@fhir.example:8443/r4/Patient?name=Levin#x',
			'https://fhir.example:8443/r4/Patient',
			'fhir.example:8443',
		],
		['https://fhir.example:443', 'https://fhir.example/', 'fhir.example'],
		['Levin', '(not a URL)', 'the server'],
	])('%s is shown without user info, query and fragment: %s, on %s', (url, shown, host) => {
		expect([withoutQuery(url), hostOf(url)]).toEqual([shown, host]);
	});
});
