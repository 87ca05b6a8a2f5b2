import type { WorkOperation } from '../contract';

/** The public half of the credential's key, to register with an authorization server (SMART Backend Services). */
export const getJwks: WorkOperation = {
	choice: {
		name: 'Get Public JWKS',
		value: 'getJwks',
		description: 'Get the public key of the OAuth2 credential as a JWKS, to register with the server. Nothing is sent.',
		action: 'Get the public JWKS of a credential',
	},
	reads: true,
	fields: [],
	work: () => ({
		run: async ({ publicKeys }) => [{ json: { ...publicKeys() } }],
	}),
};
