import { type Check, firstOf, resourceOf, someItems } from '../check';

/** What the server says about itself, and what concerns it as a whole. */
export const serverChecks: readonly Check[] = [
	{
		operation: 'server:getCapabilities',
		input: () => ({ parameters: {} }),
		complaint: (result, session) => {
			const statement = firstOf(result);
			if (statement.resourceType === 'CapabilityStatement') session.capabilities = statement;
			return resourceOf('CapabilityStatement')(result);
		},
	},
	{
		operation: 'server:getCapabilities',
		variant: 'terminology',
		needs: 'mode=terminology',
		input: () => ({ parameters: { options: { mode: 'terminology' } } }),
		complaint: (result) =>
			firstOf(result).resourceType === 'CapabilityStatement'
				? undefined
				: resourceOf('TerminologyCapabilities')(result),
	},
	{
		operation: 'server:getSmartConfiguration',
		needs: 'smart',
		input: () => ({ parameters: {} }),
		complaint: someItems,
	},
	{
		operation: 'server:getJwks',
		input: ({ settings }) =>
			settings.credentials.fhirOAuth2Api?.clientAuthentication === 'privateKeyJwt'
				? { parameters: {} }
				: 'The login has no private key',
		complaint: someItems,
	},
	{
		operation: 'server:getHistory',
		needs: 'history-system',
		input: () => ({ parameters: { limit: 2, options: { count: 2 } } }),
	},
	{
		operation: 'server:graphql',
		needs: '$graphql',
		input: () => ({ parameters: { graphqlQuery: '{ PatientList(_count: 1) { id } }' } }),
		complaint: someItems,
	},
	{
		operation: 'server:graphql',
		variant: 'on one resource',
		needs: '$graphql',
		input: async (session) => {
			const patient = await session.some('Patient');
			if (!patient) return 'There is no patient on the server';
			const one = { queryOn: 'instance', resourceType: 'Patient', resourceId: patient.id };
			return { parameters: { ...one, graphqlQuery: '{ id }' } };
		},
		complaint: someItems,
	},
];
