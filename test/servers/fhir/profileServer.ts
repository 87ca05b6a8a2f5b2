import { type ReceivedRequest } from '../httpServer';
import { r4Definition, usCoreDefinition } from './structureDefinitions';

/** The canonical URL of US Core Patient. */
export const usCorePatient = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient';
/** That of R4's blood pressure. */
export const bloodPressure = 'http://hl7.org/fhir/StructureDefinition/bp';

const definitions = [
	...['us-core-patient', 'us-core-race', 'us-core-ethnicity', 'us-core-birthsex'].map(usCoreDefinition),
	r4Definition('bp'),
];

const raceCodes = [
	{ system: 'urn:oid:2.16.840.1.113883.6.238', code: '2106-3', display: 'White' },
	{ system: 'urn:oid:2.16.840.1.113883.6.238', code: '2028-9', display: 'Asian' },
];
const sexCodes = { system: 'urn:sex', concept: [{ code: 'F', display: 'Female' }, { code: 'M' }] };

const bundle = (...resources: object[]) => ({
	resourceType: 'Bundle',
	type: 'searchset',
	entry: resources.map((resource) => ({ resource, search: { mode: 'match' } })),
});

/**
 * The response of a server that has the definitions of some profiles, with the codes of race (expanded) and birth sex (listed);
 * undefined for any other request.
 */
export function profileResponse({ url = '' }: ReceivedRequest): { status: number; body: object } | undefined {
	const { pathname, searchParams } = new URL(url, 'http://server');
	const asked = searchParams.get('url');
	if (pathname.endsWith('/StructureDefinition')) {
		const type = searchParams.get('type');
		const found = definitions.filter((one) => (asked === null ? one.type === type : one.url === asked));
		return { status: 200, body: bundle(...found) };
	}
	if (pathname.endsWith('/ValueSet/$expand')) {
		if (!asked?.endsWith('/omb-race-category')) return { status: 404, body: { resourceType: 'OperationOutcome' } };
		return { status: 200, body: { resourceType: 'ValueSet', expansion: { contains: raceCodes } } };
	}
	if (!pathname.endsWith('/ValueSet')) return undefined;
	const isSex = asked?.endsWith('/birthsex') === true;
	return {
		status: 200,
		body: bundle(...(isSex ? [{ resourceType: 'ValueSet', url: asked, compose: { include: [sexCodes] } }] : [])),
	};
}
