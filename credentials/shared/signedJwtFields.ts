import type { INodeProperties } from 'n8n-workflow';

const displayOptions = { show: { clientAuthentication: ['privateKeyJwt'] } };

/** The members that a user adds to a JWT's header or claims. */
function jwtMembers(field: {
	displayName: string;
	name: string;
	description: string;
	placeholder: string;
	row: { displayName: string; name: string };
	examples: { name: string; value: string };
}): INodeProperties {
	const { displayName, name, description, placeholder, row, examples } = field;
	return {
		displayName,
		name,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		displayOptions,
		default: {},
		placeholder,
		description,
		options: [
			{
				...row,
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: `e.g. ${examples.name}`,
						description: 'Name as the documentation of the authorization server spells it',
					},
					{
						displayName: 'Type',
						name: 'type',
						type: 'options',
						options: [
							{ name: 'JSON', value: 'json', description: 'A number, true or false, a list or an object' },
							{ name: 'Text', value: 'text', description: 'Sent as it is typed, digits included' },
						],
						default: 'text',
						description: 'How the value is sent',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: `e.g. ${examples.value}`,
						description: 'The value, as text or as JSON',
					},
				],
			},
		],
	};
}

/** The fields of a FHIR OAuth2 API credential that signs JWTs with a private key (RFC 7523 §2.2). */
export const signedJwtFields: INodeProperties[] = [
	{
		displayName: 'Private Key',
		name: 'privateKey',
		type: 'string',
		typeOptions: { password: true, rows: 6 },
		displayOptions,
		default: '',
		placeholder: 'e.g. -----BEGIN PRIVATE KEY----- …',
		description:
			'Key that signs the JWT, as PEM text or as JWK: RSA of 2048 bits or more, EC on curve P-256, P-384 or P-521, or Ed25519. Its public key has to be registered with the server.',
	},
	{
		displayName: 'Private Key Passphrase',
		name: 'privateKeyPassphrase',
		type: 'string',
		typeOptions: { password: true },
		displayOptions,
		default: '',
		placeholder: 'e.g. empty for a key that is not encrypted',
		description: 'Passphrase of the private key, if it is encrypted',
	},
	{
		displayName: 'Key ID',
		name: 'kid',
		type: 'string',
		displayOptions,
		default: '',
		placeholder: 'e.g. n8n-2026-01',
		description:
			'The <code>kid</code> with which the public key is registered. Left empty, it is the one in the JWK, or else the thumbprint of the key; if the server refuses that, the JWT is sent once more without a <code>kid</code>.',
	},
	{
		displayName: 'Signing Algorithm',
		name: 'algorithm',
		type: 'options',
		// The two that SMART defines stand first, since most FHIR servers accept one of these and no other.
		options: [
			{
				name: 'From the Key',
				value: '',
				description: 'The one that the JWK names, else RS384 for RSA, ES256, ES384 or ES512 for EC, EdDSA for Ed25519',
			},
			{ name: 'RS384', value: 'RS384', description: 'RSA, defined by SMART' },
			{ name: 'ES384', value: 'ES384', description: 'ECDSA on curve P-384, defined by SMART' },
			{ name: 'EdDSA', value: 'EdDSA', description: 'Ed25519' },
			{ name: 'ES256', value: 'ES256', description: 'ECDSA on curve P-256' },
			{ name: 'ES512', value: 'ES512', description: 'ECDSA on curve P-521' },
			{ name: 'PS256', value: 'PS256', description: 'RSA with PSS, for Microsoft Entra ID, for example' },
			{ name: 'PS384', value: 'PS384', description: 'RSA with PSS' },
			{ name: 'PS512', value: 'PS512', description: 'RSA with PSS' },
			{ name: 'RS256', value: 'RS256', description: 'RSA, for Auth0 and Okta, for example' },
			{ name: 'RS512', value: 'RS512', description: 'RSA, for NHS England, for example' },
		],
		displayOptions,
		default: '',
		description: 'How the JWT is signed. It has to fit the key.',
	},
	{
		displayName: 'JWKS URL',
		name: 'jku',
		type: 'string',
		displayOptions,
		default: '',
		placeholder: 'e.g. https://example.org/.well-known/jwks.json',
		description:
			'Address where you publish the public key, sent as <code>jku</code>. Leave empty unless the server requires it.',
	},
	{
		displayName: 'JWT Audience',
		name: 'assertionAudience',
		type: 'string',
		displayOptions,
		default: '',
		placeholder: 'e.g. https://auth.example.org/token',
		description:
			'The <code>aud</code> of the JWT. Left empty, it is the token URL, as SMART requires. Some servers require their issuer instead.',
	},
	{
		displayName: 'JWT Lifetime',
		name: 'jwtLifetime',
		type: 'number',
		typeOptions: { minValue: 30, maxValue: 300 },
		displayOptions,
		default: 150,
		placeholder: 'e.g. 60',
		description:
			'Seconds for which the JWT is valid, 300 at most. The shorter, the less the clocks of n8n and the server may differ.',
	},
	jwtMembers({
		displayName: 'JWT Claims',
		name: 'jwtClaims',
		description:
			'Additional claims of the JWT that the authorization server requires. They can also replace <code>iss</code>, <code>sub</code> and <code>aud</code>.',
		placeholder: 'Add Claim',
		row: { displayName: 'Claim', name: 'claim' },
		examples: { name: 'organization', value: 'hospital-1' },
	}),
	jwtMembers({
		displayName: 'JWT Header Fields',
		name: 'jwtHeaderFields',
		description:
			'Additional members of the JWT header that the authorization server requires. They can also replace <code>typ</code>.',
		placeholder: 'Add Header Field',
		row: { displayName: 'Header Field', name: 'field' },
		examples: { name: 'typ', value: 'client-authentication+jwt' },
	}),
];
