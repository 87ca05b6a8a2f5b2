import { scripted } from '../engine/support/scripted';

const ecl = 'http://snomed.info/sct?fhir_vs=ecl/';
const valueSet = { body: { resourceType: 'ValueSet', expansion: { contains: [{ system: 'http://h', code: 'a' }] } } };

async function sentFor(valueSetUrl: string): Promise<Array<[string, string]>> {
	const { sent, error } = await scripted([valueSet], { resource: 'terminology', operation: 'expand', valueSetUrl });
	if (error) throw error;
	const [request] = sent;
	const query = new URL(request?.url ?? '', 'http://h').searchParams;
	const body = request?.body ? (JSON.parse(request.body) as { parameter: object[] }) : undefined;
	const posted = (body?.parameter ?? []) as Array<Record<string, string>>;
	return [
		...query,
		...posted.map((one): [string, string] => [String(one.name), String(one.valueUri ?? one.valueString)]),
	];
}

describe("A15: a value set's URL", () => {
	it.each([
		[`${ecl}<< 73211009 |Diabetes mellitus|`, undefined],
		[`${ecl}<< 73211009 |Diabetes mellitus| OR << 64859006 |Osteoporosis|`, undefined],
		[`${ecl}<< 73211009 |Diabetes mellitus|`, '2026-01'],
		['http://hl7.org/fhir/ValueSet/administrative-gender', undefined],
		['http://hl7.org/fhir/ValueSet/administrative-gender', '4.0.1'],
		['http://snomed.info/sct', 'http://snomed.info/sct/900000000000207008/version/20260101'],
		['http://snomed.info/sct?fhir_vs=refset/723264001', '2026-01'],
	])('%s with version %s is sent whole, and a version only where it is one', async (url, version) => {
		const sent = await sentFor(version === undefined ? url : `${url}|${version}`);
		expect(sent).toContainEqual(['url', url]);
		const versions = sent.filter(([name]) => name === 'valueSetVersion').map(([, value]) => value);
		expect(versions).toEqual(version === undefined ? [] : [version]);
	});
});
