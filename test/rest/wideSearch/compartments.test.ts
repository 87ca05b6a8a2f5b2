import { compartmentParameters } from '../../../nodes/Fhir/rest/wideSearch/compartments';

interface CompartmentDefinition {
	readonly code: string;
	readonly resource: ReadonlyArray<{ readonly code: string; readonly param?: readonly string[] }>;
}

describe('Parameters of a compartment', () => {
	it.each(['patient', 'encounter', 'practitioner', 'relatedPerson', 'device'])(
		'are those of the CompartmentDefinition of R4: %s',
		(name) => {
			// eslint-disable-next-line @typescript-eslint/no-require-imports
			const { code, resource } = require(
				`hl7.fhir.r4.examples/CompartmentDefinition-${name}.json`,
			) as CompartmentDefinition;
			const defined = resource.flatMap(({ code: type, param = [] }) => {
				const own = type === 'Patient' && code === 'Patient' ? ['_id'] : [];
				const parameters = [...param.map((one) => (one === '{def}' ? '_id' : one)), ...own];
				return parameters.length > 0 ? [[type, parameters.sort()] as const] : [];
			});
			const known = [...compartmentParameters(code, '4')].map(([type, list]) => [type, [...list].sort()] as const);
			expect(new Map(known)).toEqual(new Map(defined));
		},
	);

	it('are others in R5', () => {
		expect(compartmentParameters('Patient', '5').get('AllergyIntolerance')).toEqual(['patient', 'participant']);
		expect(compartmentParameters('Patient', '4').get('AllergyIntolerance')).toEqual([
			'patient',
			'recorder',
			'asserter',
		]);
		expect(compartmentParameters('Patient', '4').has('Task')).toBe(false);
		expect(compartmentParameters('Patient', '5').get('Task')).toEqual(['patient', 'focus']);
	});

	it('of an unknown compartment are none', () => {
		expect(compartmentParameters('Group', '4').size).toBe(0);
	});
});
