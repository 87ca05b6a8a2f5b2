import type { IDataObject } from 'n8n-workflow';
import { type } from '../../../engine/support/fixtures';
import { type Check, firstOf, someItems } from '../check';
import { markSystem, type Session } from '../session';

const genders = { system: 'http://hl7.org/fhir/administrative-gender' };
const valueSet = { valueSetBy: 'url', valueSetUrl: 'http://hl7.org/fhir/ValueSet/administrative-gender' };

/** A server that has terminology operations need not have this code system and value set. */
const lacking = /unknown (code|system|value set)|(can|could) ?not (be )?(find|found)|unable to find|not found|no such/i;

/** Creates a resource of its own for a check; the reason why that is not possible. */
async function create(session: Session, resourceType: string, content: IDataObject): Promise<string | undefined> {
	const body = session.marked({ resourceType, status: 'draft', experimental: true, ...content });
	const created = await session.run({
		parameters: { resource: 'resource', operation: 'create', resourceType: type(resourceType), body },
	});
	session.remember(created);
	return created.error && `A ${resourceType} cannot be created here: ${created.error.message}`;
}

/** Terminology, on codes that FHIR itself defines. */
export const terminologyChecks: readonly Check[] = [
	{
		operation: 'terminology:expand',
		needs: '$expand',
		type: 'ValueSet',
		lacking,
		input: () => ({ parameters: { ...valueSet, limit: 10 } }),
		complaint: someItems,
	},
	{
		operation: 'terminology:lookup',
		needs: '$lookup',
		type: 'CodeSystem',
		lacking,
		input: () => ({ parameters: { ...genders, code: 'male' } }),
		complaint: someItems,
	},
	{
		operation: 'terminology:validateCode',
		needs: '$validate-code',
		type: 'ValueSet',
		lacking,
		input: () => ({ parameters: { ...genders, ...valueSet, validateAgainst: 'valueSet', code: 'male' } }),
		complaint: (result) => (firstOf(result).result === true ? undefined : 'The server says that "male" is not valid'),
	},
	{
		operation: 'terminology:validateCode',
		variant: 'in a code system',
		needs: '$validate-code',
		type: 'CodeSystem',
		lacking,
		input: () => ({ parameters: { ...genders, validateAgainst: 'codeSystem', code: 'male' } }),
		complaint: (result) => (firstOf(result).result === true ? undefined : 'The server says that "male" is not valid'),
	},
	{
		operation: 'terminology:subsumes',
		needs: '$subsumes',
		type: 'CodeSystem',
		lacking,
		input: () => ({ parameters: { ...genders, codeA: 'male', codeB: 'male' } }),
		complaint: someItems,
	},
	{
		operation: 'terminology:translate',
		needs: '$translate',
		type: 'ConceptMap',
		lacking,
		input: () => ({
			parameters: {
				...genders,
				code: 'male',
				conceptMapBy: 'any',
				options: { targetSystem: 'http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender' },
			},
		}),
		complaint: someItems,
	},
	{
		operation: 'terminology:translate',
		variant: 'with a map of its own',
		writes: true,
		needs: '$translate',
		type: 'ConceptMap',
		input: async (session) => {
			const problem = await create(session, 'ConceptMap', {
				url: `${markSystem}:${session.mark}`,
				sourceUri: `${markSystem}:source`,
				targetUri: `${markSystem}:target`,
				group: [
					{
						source: `${markSystem}:from`,
						target: `${markSystem}:to`,
						element: [{ code: 'a', target: [{ code: 'b', equivalence: 'equivalent' }] }],
					},
				],
			});
			if (problem !== undefined) return problem;
			return {
				parameters: {
					system: `${markSystem}:from`,
					code: 'a',
					conceptMapBy: 'url',
					conceptMapUrl: `${markSystem}:${session.mark}`,
				},
			};
		},
		complaint: (result) => (firstOf(result).result === true ? undefined : 'The server found no translation'),
	},
	{
		operation: 'terminology:subsumes',
		variant: 'in a code system of its own',
		writes: true,
		needs: '$subsumes',
		type: 'CodeSystem',
		input: async (session) => {
			const url = `${markSystem}:${session.mark}:codes`;
			const problem = await create(session, 'CodeSystem', {
				url,
				content: 'complete',
				hierarchyMeaning: 'is-a',
				concept: [{ code: 'a', display: 'A', concept: [{ code: 'b', display: 'B' }] }],
			});
			return problem ?? { parameters: { system: url, codeA: 'a', codeB: 'b' } };
		},
		complaint: (result) =>
			firstOf(result).outcome === 'subsumes' ? undefined : 'The server does not say that "a" includes "b"',
	},
];
